import { and, asc, desc, eq, gt, inArray, isNotNull, lt, lte, type SQL } from 'drizzle-orm';
import type { MessageRow } from '#shared/chat/message.ts';
import type { HistoryPage } from '#shared/sync/snapshot.ts';
import type { Database } from './database.ts';
import { message } from './schema.ts';

/** Which page of a channel: the newest, the one before or after a `seq`, or the one around it. */
export interface HistoryRequest {
  readonly room: string;
  readonly channel: string;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly around?: number | undefined;
  readonly limit: number;
}

async function older(database: Database, inChannel: SQL | undefined, bound: SQL | undefined, limit: number): Promise<MessageRow[]> {
  const rows = await database.query.select().from(message).where(and(inChannel, bound)).orderBy(desc(message.seq)).limit(limit);
  return (rows as MessageRow[]).reverse();
}

async function newer(database: Database, inChannel: SQL | undefined, bound: SQL, limit: number): Promise<MessageRow[]> {
  const rows = await database.query.select().from(message).where(and(inChannel, bound)).orderBy(asc(message.seq)).limit(limit);
  return rows as MessageRow[];
}

async function readQuoted(database: Database, room: string, messages: readonly MessageRow[]): Promise<MessageRow[]> {
  const present = new Set(messages.map(({ id }) => id));
  const wanted = [...new Set(messages.map(({ replyId }) => replyId))].filter((id) => id !== null).filter((id) => !present.has(id));
  if (wanted.length === 0) return [];
  const authors = [...new Set(messages.map(({ replyAuthor }) => replyAuthor))].filter((author) => author !== null);
  const rows = await database.query
    .select()
    .from(message)
    .where(and(eq(message.room, room), inArray(message.author, authors), inArray(message.id, wanted), isNotNull(message.seq)));
  return rows as MessageRow[];
}

/**
 * Reads a page of a channel's messages, oldest first, by keyset on `seq`: a page never loses or
 * repeats messages of the same millisecond. Erased messages come without their text.
 */
export async function readHistory(database: Database, request: HistoryRequest): Promise<HistoryPage> {
  const { room, channel, before, after, around, limit } = request;
  const inChannel = and(eq(message.room, room), eq(message.channel, channel), isNotNull(message.seq));
  let messages: MessageRow[];
  let reachedStart = false;
  let reachedEnd = false;
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const [past, future] = [
      await older(database, inChannel, lte(message.seq, around), half),
      await newer(database, inChannel, gt(message.seq, around), half),
    ];
    messages = [...past, ...future];
    reachedStart = past.length < half;
    reachedEnd = future.length < half;
  } else if (after !== undefined) {
    messages = await newer(database, inChannel, gt(message.seq, after), limit);
    reachedEnd = messages.length < limit;
  } else {
    messages = await older(database, inChannel, before === undefined ? undefined : lt(message.seq, before), limit);
    reachedStart = messages.length < limit;
    reachedEnd = before === undefined;
  }
  return { messages, reachedStart, reachedEnd, quoted: await readQuoted(database, room, messages) };
}
