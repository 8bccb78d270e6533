import type { Client } from '@libsql/client';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { columnsOf } from '#shared/log/table.ts';
import { searchExpression } from './search-expression.ts';
import { matchesQuery, parseQuery, type Term } from './search-query.ts';

export interface SearchRequest {
  readonly room: string;
  readonly channel?: string | undefined;
  readonly author?: string | undefined;
  /** What a person typed; see `parseQuery`. */
  readonly query: string;
  /** Only messages older than this `seq`. */
  readonly before?: number | undefined;
  /** How many messages make a page. */
  readonly limit: number;
}

export interface SearchPage {
  /** Newest first. */
  readonly rows: MessageRow[];
  /** `before` of the next page; null where nothing older is left. A page may be short, even empty, and still have a next one. */
  readonly next: number | null;
}

/** How far in `seq` the first statement looks back. A statement stops the whole server while it runs. */
const WINDOW = 200_000;
/** A statement that takes less than this, in ms of this thread, lets the next one look back four times as far. */
const QUICK = 2;
/** The most messages read by one statement. */
const MOST_READ = 500;
/** ms of this thread after which a search hands over what it has; the caller may go on from `next`. */
const PATIENCE = 8;

/** ms that this thread has worked: unlike a clock it stands still while other programs have the processor. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const CANDIDATES =
  `SELECT f.found, m.room, m.channel, m.author, m.content FROM (SELECT rowid AS found FROM message_word ` +
  `WHERE message_word MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?) AS f ` +
  `LEFT JOIN message AS m ON m.seq = f.found ORDER BY f.found DESC`;
const COLUMNS = columnsOf(messageTable)
  .map((column) => `"${column}"`)
  .join(', ');
const ROWS = `SELECT ${COLUMNS} FROM message WHERE seq IN (SELECT value FROM json_each(?)) AND content IS NOT NULL ORDER BY seq DESC`;

async function readRows(client: Client, found: readonly number[]): Promise<MessageRow[]> {
  if (found.length === 0) return [];
  const { rows } = await client.execute({ sql: ROWS, args: [JSON.stringify(found)] });
  return rows.map((row) => ({ ...row }) as unknown as MessageRow);
}

/** Whether a row that the index proposes is one that was asked for: hashes may collide, and fragments only narrow down. */
function isWanted(
  row: Readonly<Record<string, unknown>>,
  { room, channel, author }: SearchRequest,
  terms: readonly Term[],
): boolean {
  const { content } = row;
  if (typeof content !== 'string' || row['room'] !== room) return false;
  if (channel !== undefined && row['channel'] !== channel) return false;
  if (author !== undefined && row['author'] !== author) return false;
  return matchesQuery(terms, content);
}

/**
 * Finds messages of a room that have everything in `query`, newest first, in pages by keyset on
 * `seq`: what comes or goes meanwhile neither repeats nor hides another message. A query without
 * a word finds nothing.
 */
export async function searchMessages(client: Client, request: SearchRequest): Promise<SearchPage> {
  const started = worked();
  const terms = parseQuery(request.query);
  if (terms.length === 0) return { rows: [], next: null };
  const expression = await searchExpression(client, request, terms);
  const head = await client.execute('SELECT max(seq) AS seq FROM message');
  let before = Math.min(request.before ?? Infinity, Number(head.rows[0]?.['seq'] ?? 0) + 1);
  let amount = Math.min(request.limit + 1, MOST_READ);
  let span = WINDOW;
  const found: number[] = [];
  while (before > 1) {
    const start = Math.max(before - span, 1);
    const asked = worked();
    // libSQL binds numbers as REAL, which FTS5 would not take for a limit: hence the BigInts.
    const result = await client.execute({ sql: CANDIDATES, args: [expression, BigInt(before), BigInt(start), amount] });
    for (const row of result.rows) {
      if (!isWanted(row, request, terms)) continue;
      if (found.length === request.limit) return { rows: await readRows(client, found), next: found.at(-1) ?? null };
      found.push(Number(row['found']));
    }
    const last = result.rows.at(-1);
    before = result.rows.length === amount && last !== undefined ? Number(last['found']) : start;
    amount = Math.min(amount * 2, MOST_READ);
    const now = worked();
    if (now - asked < QUICK) span *= 4;
    if (now - started > PATIENCE) break;
  }
  return { rows: await readRows(client, found), next: before > 1 ? before : null };
}
