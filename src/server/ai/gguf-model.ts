import { type Model, ModelProblem, type Prompt, type Question, type Usage } from './model.ts';

/** What we use of node-llama-cpp 3: an optional package, so its own types may not be here. */
interface LlamaModule {
  getLlama(): Promise<{ loadModel(options: { modelPath: string }): Promise<LlamaModel> }>;
  LlamaChatSession: new (options: { contextSequence: unknown; systemPrompt: string }) => LlamaSession;
}
interface LlamaModel {
  createContext(): Promise<{ getSequence(): unknown; dispose(): Promise<void> }>;
  tokenize(text: string): readonly unknown[];
}
interface LlamaSession {
  prompt(
    text: string,
    options: { signal: AbortSignal; stopOnAbortSignal: boolean; maxTokens: number; onTextChunk(text: string): void },
  ): Promise<string>;
}

async function load(path: string): Promise<{ library: LlamaModule; model: LlamaModel }> {
  // A name that the bundlers and the compiler do not follow: the package is not there unless somebody installed it.
  const name = 'node-llama-cpp';
  let library: LlamaModule;
  try {
    library = (await import(name)) as LlamaModule;
  } catch (cause) {
    throw new ModelProblem('To use a .gguf file, install node-llama-cpp beside Parley: npm install node-llama-cpp.', { cause });
  }
  try {
    return { library, model: await (await library.getLlama()).loadModel({ modelPath: path }) };
  } catch (cause) {
    throw new ModelProblem(`The model file ${path} could not be loaded.`, { cause });
  }
}

/** A model in a GGUF file, run in this process by node-llama-cpp. The file is loaded at the first question. */
export function ggufModel(path: string, maxAnswerTokens: number, onUsage: (usage: Usage) => void): Model {
  let loaded: ReturnType<typeof load> | undefined;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    wantsContext: true,
    async *answer(_question: Question, prompt: Prompt, signal: AbortSignal) {
      loaded ??= load(path);
      const { library, model } = await loaded.catch((cause: unknown) => {
        loaded = undefined;
        throw cause;
      });
      const context = await model.createContext();
      try {
        const session = new library.LlamaChatSession({
          contextSequence: context.getSequence(),
          systemPrompt: prompt.instructions,
        });
        const text = prompt.turns.map((turn) => (turn.role === 'user' ? turn.text : `You answered: ${turn.text}`)).join('\n\n');
        const pieces: string[] = [];
        let wake = (): void => undefined;
        let finished = false;
        let failure: unknown;
        const done = session
          .prompt(text, {
            signal,
            stopOnAbortSignal: true,
            maxTokens: maxAnswerTokens,
            onTextChunk(piece) {
              pieces.push(piece);
              wake();
            },
          })
          .then((whole) => onUsage({ inputTokens: model.tokenize(text).length, outputTokens: model.tokenize(whole).length }))
          .catch((cause: unknown) => {
            failure = cause;
          })
          .finally(() => {
            finished = true;
            wake();
          });
        while (!finished || pieces.length > 0) {
          const piece = pieces.shift();
          if (piece !== undefined) yield piece;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
        await done;
        if (failure !== undefined && !signal.aborted)
          throw new ModelProblem('The model broke off in the middle.', { cause: failure });
      } finally {
        await context.dispose();
      }
    },
  };
}
