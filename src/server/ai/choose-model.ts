import type { Model, Usage } from './model.ts';
import { anthropic, openAiCompatible, remoteModel } from './remote-model.ts';

export interface ModelSettings {
  /** `AI_MODEL`; undefined where none is configured. */
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly maxAnswerTokens: number;
}

/** Where Ollama listens unless it was told otherwise. */
const OLLAMA = 'http://127.0.0.1:11434';

/** How long we wait for an Ollama on this host to say that it is there, in ms. */
const PROBE_MS = 500;

/** The first model that an Ollama on this host has; null where none answers. */
async function findOllama(): Promise<string | null> {
  try {
    const response = await fetch(`${OLLAMA}/api/tags`, { signal: AbortSignal.timeout(PROBE_MS) });
    const { models } = (await response.json()) as { models?: { name?: unknown }[] };
    const name = models?.[0]?.name;
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/**
 * Chooses what answers: `AI_MODEL` as `anthropic/NAME`, a path of a `.gguf` file, or the name of a
 * model at an OpenAI-compatible `AI_BASE_URL` (an Ollama on this host where none is given). With
 * nothing configured an Ollama on this host if one answers, else the built-in assistant.
 */
export async function chooseModel(settings: ModelSettings, builtIn: Model, onUsage: (usage: Usage) => void): Promise<Model> {
  const { baseUrl, apiKey, maxAnswerTokens } = settings;
  const name = settings.model ?? (baseUrl === undefined ? await findOllama() : null);
  if (name === null || name === 'built-in') return builtIn;
  if (name.endsWith('.gguf')) {
    const { ggufModel } = await import('./gguf-model.ts');
    return ggufModel(name, maxAnswerTokens, onUsage);
  }
  const remote = name.startsWith('anthropic/')
    ? anthropic(name.slice('anthropic/'.length), baseUrl, apiKey)
    : openAiCompatible(name, baseUrl ?? `${OLLAMA}/v1`, apiKey);
  return remoteModel({ name, model: remote, maxAnswerTokens, onUsage });
}
