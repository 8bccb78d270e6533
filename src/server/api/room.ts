import { z } from 'zod';
import { nameIdField } from '#shared/chat/fields.ts';
import { createRoom } from '#shared/chat/room.ts';
import { readPreview, readSnapshot } from '../store/snapshot.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

/** Rooms: made by the first visit; what a newcomer sees of one; its rows with a cursor to follow from. */
export function roomRouter(procedure: SignedProcedure, { run, database, feed }: Services) {
  return router({
    create: procedure.input(createRoom).mutation(({ input, ctx }) => run(input, ctx.actor)),
    preview: procedure.input(z.object({ room: nameIdField })).query(({ input }) => readPreview(database, input.room)),
    snapshot: procedure
      .input(z.object({ room: nameIdField, channel: z.optional(nameIdField) }))
      // The cursor is taken first: what is committed while the rows are read comes again in the feed, and does no harm (L3).
      .query(async ({ input }) => ({ asOf: feed.cursor, ...(await readSnapshot(database, input.room, input.channel)) })),
  });
}
