import { z } from 'zod';
import { nameIdField, userIdField } from '#shared/chat/fields.ts';
import { deleteMessage, editMessage, postMessage } from '#shared/chat/message.ts';
import { readHistory } from '../store/history.ts';
import { searchMessages } from '../store/search.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

const seq = z.int().min(0);
const limit = z.int().min(1).max(200).default(50);
const historyInput = z.object({
  room: nameIdField,
  channel: nameIdField,
  /** Messages older than this `seq`; newest first page where neither is given. */
  before: seq.optional(),
  /** Messages newer than this `seq`. */
  after: seq.optional(),
  /** Half a page on each side of this `seq`. */
  around: seq.optional(),
  limit,
});
const searchInput = z.object({
  room: nameIdField,
  query: z.string().max(500),
  channel: z.optional(nameIdField),
  author: z.optional(userIdField),
  before: seq.optional(),
  limit,
});

/** Messages: send, edit, remove; pages of history; search. */
export function messageRouter(procedure: SignedProcedure, { run, database }: Services) {
  return router({
    send: procedure.input(postMessage).mutation(({ input, ctx }) => run(input, ctx.actor)),
    edit: procedure.input(editMessage).mutation(({ input, ctx }) => run(input, ctx.actor)),
    remove: procedure.input(deleteMessage).mutation(({ input, ctx }) => run(input, ctx.actor)),
    history: procedure.input(historyInput).query(({ input }) => readHistory(database, input)),
    search: procedure.input(searchInput).query(({ input }) => searchMessages(database.client, input)),
  });
}
