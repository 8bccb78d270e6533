import type { InValue } from '@libsql/client';
import type { MessageRow } from '#shared/chat/message.ts';
import type { HistoryPage } from '#shared/sync/snapshot.ts';
import type { Database } from './database.ts';

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

/** Reads a page on one side of a `seq`, nearest first. Written out: drizzle would take longer to make the rows than SQLite to find them. */
async function readSide(
  { client }: Database,
  { room, channel }: HistoryRequest,
  bound: '<' | '<=' | '>',
  seq: number,
  limit: number,
): Promise<Rows> {
  const sql =
    `SELECT * FROM message WHERE room = ? AND channel = ? AND seq IS NOT NULL AND seq ${bound} ? ` +
    `ORDER BY seq ${bound === '>' ? 'ASC' : 'DESC'} LIMIT ?`;
  const { rows } = await client.execute({ sql, args: [room, channel, seq, limit] });
  const messages = fitting(rows as unknown as MessageRow[]);
  return {
    done: rows.length < limit && messages.length === rows.length,
    messages: bound === '>' ? messages : messages.reverse(),
  };
}

async function readQuoted({ client }: Database, room: string, messages: readonly MessageRow[]): Promise<MessageRow[]> {
  const present = new Set(messages.map(({ id }) => id));
  const wanted = new Map<string, InValue[]>();
  for (const { replyAuthor, replyId } of messages) {
    if (replyId !== null && !present.has(replyId)) wanted.set(`${replyAuthor} ${replyId}`, [replyAuthor, replyId]);
  }
  if (wanted.size === 0) return [];
  const pairs = Array(wanted.size).fill('(?, ?)').join(', ');
  const sql = `SELECT * FROM message WHERE room = ? AND (author, id) IN (VALUES ${pairs}) AND seq IS NOT NULL`;
  const { rows } = await client.execute({ sql, args: [room, ...[...wanted.values()].flat()] });
  return fitting(rows as unknown as MessageRow[]);
}

/**
 * Reads a page of a channel's messages, oldest first, by keyset on `seq`: a page never loses or
 * repeats messages of the same millisecond. It may hold fewer than asked for though there are more:
 * `reachedStart` and `reachedEnd` tell. Erased messages come without their text.
 */
export async function readHistory(database: Database, request: HistoryRequest): Promise<HistoryPage> {
  const { room, before, after, around, limit } = request;
  const page = async (messages: MessageRow[], reachedStart: boolean, reachedEnd: boolean): Promise<HistoryPage> => {
    return { messages, reachedStart, reachedEnd, quoted: await readQuoted(database, room, messages) };
  };
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const past = await readSide(database, request, '<=', around, half);
    const future = await readSide(database, request, '>', around, half);
    return page([...past.messages, ...future.messages], past.done, future.done);
  }
  if (after !== undefined) {
    const { messages, done } = await readSide(database, request, '>', after, limit);
    return page(messages, false, done);
  }
  const { messages, done } = await readSide(database, request, '<', before ?? Number.MAX_SAFE_INTEGER, limit);
  return page(messages, done, before === undefined);
}
