import { z } from 'zod';
import { commandIdField, nameIdField } from '#shared/chat/fields.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import { requireMember } from './membership.ts';
import { REQUEST_ID } from './request-id.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

const streamInput = z.object({
  room: nameIdField,
  /** Put in by our decoder (see request-id.ts); a client cannot set it. */
  [REQUEST_ID]: z.union([z.string(), z.number()]).optional(),
});
const answerInput = z.object({ room: nameIdField, id: commandIdField });

/** The AI's answers while they are written, and what who asked may do with them. */
export function aiRouter(procedure: SignedProcedure, { database, ai, signalRate }: Services) {
  return router({
    stream: procedure.input(streamInput).subscription(async function* ({ input, ctx, signal }): AsyncGenerator<AnswerPage> {
      const { room } = input;
      await requireMember(database, ctx.connection, room);
      if (signal === undefined || signal.aborted) return;
      const missed: AnswerPage[] = [];
      const hearNoMore = ai.live.subscribe(room, (pages) => missed.push(...pages));
      let unfollow = (): void => undefined;
      try {
        yield ai.live.snapshot(room);
        for (let page = missed.shift(); page !== undefined; page = missed.shift()) yield page;
        hearNoMore();
        // No await since the last look: whatever is written from now on reaches the hub's group.
        const requestId = input[REQUEST_ID];
        if (requestId === undefined || signal.aborted) return;
        unfollow = ctx.connection.follow('answers', room, requestId);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        hearNoMore();
        unfollow();
      }
    }),

    stop: procedure.input(answerInput).mutation(async ({ input, ctx }) => {
      signalRate.take(ctx.actor.userId);
      await ai.stop(ctx.actor.userId, input.room, input.id);
    }),

    again: procedure.input(answerInput).mutation(async ({ input, ctx }) => {
      signalRate.take(ctx.actor.userId);
      await ai.again(ctx.actor.userId, input.room, input.id);
    }),
  });
}
