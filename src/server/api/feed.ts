import { tracked } from '@trpc/server';
import { z } from 'zod';
import { nameIdField } from '#shared/chat/fields.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import { readyPage } from './ready-page.ts';
import { REQUEST_ID } from './request-id.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

const liveInput = z.object({
  room: nameIdField,
  /** Where to go on from: `asOf` of a snapshot. */
  after: z.string().max(100).optional(),
  /** Where the client stood when the connection broke; tRPC fills it in. */
  lastEventId: z.string().max(100).nullish(),
  /** Put in by our decoder (see request-id.ts); a client cannot set it. */
  [REQUEST_ID]: z.union([z.string(), z.number()]).optional(),
});

/** Feeds: live, resumable reads of the log. */
export function feedRouter(procedure: SignedProcedure, { feed }: Services) {
  return router({
    live: procedure.input(liveInput).subscription(async function* ({ input, ctx, signal }) {
      const { room } = input;
      const cursor = feed.resume(input.lastEventId ?? input.after ?? '');
      if (cursor === null) {
        yield tracked(feed.cursor, { entries: [], resync: true } satisfies FeedPage as FeedPage);
        return;
      }
      const { connection } = ctx;
      const head = await feed.watch(room);
      let unfollow = (): void => undefined;
      try {
        let { seq } = cursor;
        while (head.seq > seq) {
          const page = await connection.read(() => feed.read(room, seq));
          if (page.last === seq) break;
          seq = page.last;
          yield tracked(feed.cursorAfter(seq), readyPage(page.text) as FeedPage);
        }
        // No await since the last look: whatever is committed from now on reaches the hub's group.
        const requestId = input[REQUEST_ID];
        if (requestId === undefined || signal === undefined || signal.aborted) return;
        unfollow = connection.follow('feed', room, requestId);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        unfollow();
        head.release();
      }
    }),
  });
}
