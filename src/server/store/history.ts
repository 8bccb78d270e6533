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

/** A page is full, too, from this many UTF-16 units of text on: on a slow line even the longest messages must come in reasonable pieces. */
const PAGE_SIZE = 256 * 1024;

/** The first of these rows, as many as fit into a page, at least one. */
function fitting(rows: readonly MessageRow[]): MessageRow[] {
  let size = 0;
  const end = rows.findIndex(({ content }) => {
    size += content?.length ?? 0;
    return size > PAGE_SIZE;
  });
  return end === -1 ? [...rows] : rows.slice(0, Math.max(1, end));
}

interface Rows {
  readonly messages: MessageRow[];
  /** There are no more in this direction. */
  readonly done: boolean;
}

async function older(database: Database, inChannel: SQL | undefined, bound: SQL | undefined, limit: number): Promise<Rows> {
  const rows = await database.query.select().from(message).where(and(inChannel, bound)).orderBy(desc(message.seq)).limit(limit);
  const messages = fitting(rows as MessageRow[]);
  return { done: rows.length < limit && messages.length === rows.length, messages: messages.reverse() };
}

async function newer(database: Database, inChannel: SQL | undefined, bound: SQL, limit: number): Promise<Rows> {
  const rows = await database.query.select().from(message).where(and(inChannel, bound)).orderBy(asc(message.seq)).limit(limit);
  const messages = fitting(rows as MessageRow[]);
  return { done: rows.length < limit && messages.length === rows.length, messages };
}

async function readQuoted(database: Database, room: string, messages: readonly MessageRow[]): Promise<MessageRow[]> {
  const present = new Set(messages.map(({ id }) => id));
  const wanted = [...new Set(messages.map(({ replyId }) => replyId))]
    .filter((id) => id !== null)
    .filter((id) => !present.has(id));
  if (wanted.length === 0) return [];
  const authors = [...new Set(messages.map(({ replyAuthor }) => replyAuthor))].filter((author) => author !== null);
  const rows = await database.query
    .select()
    .from(message)
    .where(and(eq(message.room, room), inArray(message.author, authors), inArray(message.id, wanted), isNotNull(message.seq)));
  return fitting(rows as MessageRow[]);
}

/**
 * Reads a page of a channel's messages, oldest first, by keyset on `seq`: a page never loses or
 * repeats messages of the same millisecond. It may hold fewer than asked for though there are more:
 * `reachedStart` and `reachedEnd` tell. Erased messages come without their text.
 */
export async function readHistory(database: Database, request: HistoryRequest): Promise<HistoryPage> {
  const { room, channel, before, after, around, limit } = request;
  const inChannel = and(eq(message.room, room), eq(message.channel, channel), isNotNull(message.seq));
  const page = async (messages: MessageRow[], reachedStart: boolean, reachedEnd: boolean): Promise<HistoryPage> => {
    return { messages, reachedStart, reachedEnd, quoted: await readQuoted(database, room, messages) };
  };
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const past = await older(database, inChannel, lte(message.seq, around), half);
    const future = await newer(database, inChannel, gt(message.seq, around), half);
    return page([...past.messages, ...future.messages], past.done, future.done);
  }
  if (after !== undefined) {
    const { messages, done } = await newer(database, inChannel, gt(message.seq, after), limit);
    return page(messages, false, done);
  }
  const { messages, done } = await older(database, inChannel, before === undefined ? undefined : lt(message.seq, before), limit);
  return page(messages, done, before === undefined);
}
