import { type Model, ModelProblem, type Prompt, type Question, type Usage } from './model.ts';

/** What we use of node-llama-cpp 3: an optional package, so its own types may not be here. */
interface LlamaModule {
  getLlama(options: { logLevel: 'error' }): Promise<{ loadModel(options: { modelPath: string }): Promise<LlamaModel> }>;
  LlamaChatSession: new (options: { contextSequence: unknown }) => LlamaSession;
}
interface LlamaModel {
  createContext(): Promise<{ getSequence(): unknown; dispose(): Promise<void> }>;
  tokenize(text: string): readonly unknown[];
}
interface LlamaSession {
  setChatHistory(history: readonly ChatItem[]): void;
  prompt(
    text: string,
    options: { signal: AbortSignal; stopOnAbortSignal: boolean; maxTokens: number; onTextChunk(text: string): void },
  ): Promise<string>;
}
type ChatItem = { type: 'system' | 'user'; text: string } | { type: 'model'; response: string[] };

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
    return { library, model: await (await library.getLlama({ logLevel: 'error' })).loadModel({ modelPath: path }) };
  } catch (cause) {
    throw new ModelProblem(`The model file ${path} could not be loaded.`, { cause });
  }
}

/** The conversation before its last turn, as the library wants it. */
function historyOf({ instructions, turns }: Prompt): ChatItem[] {
  const earlier = turns
    .slice(0, -1)
    .map(({ role, text }): ChatItem => (role === 'user' ? { type: 'user', text } : { type: 'model', response: [text] }));
  return [{ type: 'system', text: instructions }, ...earlier];
}

/** Yields what `work` tells of, as it comes, and throws what it throws. */
async function* piecesOf(work: (tell: (piece: string) => void) => Promise<void>): AsyncIterable<string> {
  const pieces: string[] = [];
  let wake = (): void => undefined;
  let over = false;
  const done = work((piece) => {
    pieces.push(piece);
    wake();
  }).finally(() => {
    over = true;
    wake();
  });
  // Whoever stops listening hears of no failure either.
  done.catch(() => undefined);
  while (!over || pieces.length > 0) {
    const piece = pieces.shift();
    if (piece !== undefined) yield piece;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  await done;
}

/** A model in a GGUF file, run in this process by node-llama-cpp. The file is loaded at the first question. */
export function ggufModel(path: string, maxTokens: number, onUsage: (usage: Usage) => void): Model {
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
      const text = prompt.turns.at(-1)?.text ?? '';
      const left = new AbortController();
      const options = { signal: AbortSignal.any([signal, left.signal]), stopOnAbortSignal: true, maxTokens };
      const context = await model.createContext();
      let writing: Promise<unknown> = Promise.resolve();
      try {
        const session = new library.LlamaChatSession({ contextSequence: context.getSequence() });
        session.setChatHistory(historyOf(prompt));
        yield* piecesOf(async (onTextChunk) => {
          const answer = session.prompt(text, { ...options, onTextChunk });
          writing = answer.catch(() => undefined);
          const whole = await answer;
          onUsage({ inputTokens: model.tokenize(text).length, outputTokens: model.tokenize(whole).length });
        });
      } catch (cause) {
        if (!signal.aborted) throw new ModelProblem('The model broke off in the middle.', { cause });
      } finally {
        // Whoever reads may leave before the end; a context must not go while something is written in it.
        left.abort();
        await writing;
        await context.dispose();
      }
    },
  };
}
