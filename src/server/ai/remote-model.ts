import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, type LanguageModel, RetryError, streamText } from 'ai';
import { type Model, ModelProblem, type Prompt, type Question, type Usage } from './model.ts';

export interface RemoteOptions {
  readonly name: string;
  readonly model: LanguageModel;
  readonly maxAnswerTokens: number;
  readonly onUsage: (usage: Usage) => void;
}

/** A model behind an OpenAI-compatible endpoint (Ollama, LM Studio, llama.cpp, vLLM, OpenAI …). @param baseUrl ends in `/v1` as a rule */
export function openAiCompatible(model: string, baseUrl: string, apiKey: string | undefined): LanguageModel {
  const provider = createOpenAICompatible({
    name: 'endpoint',
    baseURL: baseUrl,
    includeUsage: true,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return provider(model);
}

/** A model of Anthropic. */
export function anthropic(model: string, baseUrl: string | undefined, apiKey: string | undefined): LanguageModel {
  return createAnthropic({ ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(
    model,
  );
}

/** What went wrong, in a sentence for people; never the key, never the address with what is in it. */
function problemOf(cause: unknown, name: string): ModelProblem {
  // What was tried twice comes wrapped, with the last refusal inside.
  const last = RetryError.isInstance(cause) ? cause.lastError : cause;
  const status = APICallError.isInstance(last) ? last.statusCode : undefined;
  const sentence =
    status === 401 || status === 403
      ? `The model ${name} refused our key. Whoever runs this server can set another one.`
      : status === 404
        ? `The model ${name} does not exist where we asked for it.`
        : status === 429
          ? `The model ${name} takes no more questions for the moment. Try again in a minute.`
          : status !== undefined && status >= 500
            ? `The model ${name} has a problem of its own (${status}). Try again later.`
            : status !== undefined
              ? `The model ${name} did not take the question (${status}).`
              : `The model ${name} cannot be reached. Try again later.`;
  return new ModelProblem(sentence, { cause });
}

/** A model that the AI SDK talks to. */
export function remoteModel({ name, model, maxAnswerTokens, onUsage }: RemoteOptions): Model {
  return {
    name,
    wantsContext: true,
    async *answer(_question: Question, prompt: Prompt, signal: AbortSignal) {
      let failure: unknown;
      const result = streamText({
        model,
        instructions: prompt.instructions,
        messages: prompt.turns.map(({ role, text }) => ({ role, content: text })),
        maxOutputTokens: maxAnswerTokens,
        maxRetries: 1,
        abortSignal: signal,
        onError: ({ error }) => {
          failure = error;
        },
      });
      let finished = false;
      let begun = false;
      try {
        for await (const part of result.fullStream) {
          if (part.type === 'text-delta') {
            begun = true;
            yield part.text;
          } else if (part.type === 'error') failure ??= part.error;
          else if (part.type === 'finish') {
            // Both protocols end with a reason; a stream that only stops was cut off somewhere on the way.
            finished = part.finishReason !== 'error' && part.rawFinishReason !== undefined;
            onUsage({ inputTokens: part.totalUsage.inputTokens ?? 0, outputTokens: part.totalUsage.outputTokens ?? 0 });
          }
        }
      } catch (cause) {
        failure ??= cause;
      }
      if (signal.aborted) return;
      if (failure !== undefined && !begun) throw problemOf(failure, name);
      if (failure !== undefined || !finished)
        throw new ModelProblem(`The model ${name} broke off in the middle.`, { cause: failure });
    },
  };
}
