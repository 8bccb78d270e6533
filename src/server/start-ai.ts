import type { FastifyBaseLogger } from 'fastify';
import { Ai, type AiParts } from './ai/ai.ts';
import { builtInAssistant } from './ai/built-in-assistant.ts';
import { chooseModel } from './ai/choose-model.ts';
import { RateLimit } from './api/rate-limit.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

const SECOND_MS = 1000;

export interface AiEnvironment extends Pick<AiParts, 'database' | 'signals' | 'perform'> {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  /** `seq` of the newest entry. */
  readonly head: number;
}

/** Starts the AI as the configuration wants it. */
export function startAi({ config, metrics, log, head, ...parts }: AiEnvironment): Promise<Ai> {
  const questions = new RateLimit(config.AI_QUESTIONS_PER_MINUTE / 60, config.AI_QUESTIONS_PER_MINUTE);
  const settings = {
    model: config.AI_MODEL,
    baseUrl: config.AI_BASE_URL,
    apiKey: config.AI_API_KEY,
    maxAnswerTokens: config.AI_ANSWER_TOKENS,
  };
  return Ai.start(
    {
      ...parts,
      limits: {
        concurrency: config.AI_CONCURRENCY,
        perRoom: config.AI_QUEUE_PER_ROOM,
        contextTokens: config.AI_CONTEXT_TOKENS,
        messageLength: config.MAX_MESSAGE_LENGTH,
        timeoutMs: config.AI_TIMEOUT_SECONDS * SECOND_MS,
      },
      takeQuestion: (user) => questions.take(user),
      chooseModel: async ({ userId }) => {
        const builtIn = builtInAssistant({ database: parts.database, ai: userId });
        const model = await chooseModel(settings, builtIn, ({ inputTokens, outputTokens }) => {
          metrics.aiTokens.inc({ kind: 'input' }, inputTokens);
          metrics.aiTokens.inc({ kind: 'output' }, outputTokens);
        });
        log.info({ model: model.name }, 'AI answers come from');
        return model;
      },
      onOutcome(outcome, cause) {
        metrics.aiAnswers.inc({ outcome });
        if (cause !== undefined)
          log.warn({ problem: cause instanceof Error ? cause.message : String(cause) }, 'an AI answer failed');
      },
      onProblem: (cause) => log.error({ err: cause }, 'the AI failed'),
    },
    head,
  );
}
