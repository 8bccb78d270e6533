import type { Client } from '@libsql/client';
import { type Cursor, formatCursor, parseCursor } from '#shared/log/cursor.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import type { Database } from '../store/database.ts';
import { entryFromRow } from '../store/entry-row.ts';

/** Entries of one page. */
const PAGE = 500;

/** A page is full, too, from this size on, in UTF-16 units: on a line that breaks often, a page must have come whole in between. */
const PAGE_SIZE = 256 * 1024;

/** Entries that are read at a time: they might all be of the largest size. */
const READ = 100;

/** A reader further behind than this many entries starts again from a snapshot, which costs less. */
const MAX_CATCH_UP = 250_000;

/** The log as its readers see it: pages after a cursor, and whether there is anything newer. */
export class Feed {
  readonly #client: Client;
  readonly epoch: string;
  readonly #head: () => number;
  /** `seq` of the newest entry of each room that somebody asked for. */
  readonly #heads = new Map<string, number>();

  /** @param head gives the `seq` of the newest entry of the whole log */
  constructor(database: Database, head: () => number) {
    this.#client = database.client;
    this.epoch = database.epoch;
    this.#head = head;
  }

  /** Where a reader stands who has read everything of the log. */
  get cursor(): string {
    return formatCursor({ epoch: this.epoch, seq: this.#head() });
  }

  /** The cursor after an entry. */
  cursorAfter(seq: number): string {
    return formatCursor({ epoch: this.epoch, seq });
  }

  /** Reads a cursor of this log; null where it is void and the reader must start from a snapshot. */
  resume(text: string): Cursor | null {
    const cursor = parseCursor(text);
    if (cursor === null || cursor.epoch !== this.epoch) return null;
    const behind = this.#head() - cursor.seq;
    return behind < 0 || behind > MAX_CATCH_UP ? null : cursor;
  }

  /** Takes note of entries that were just committed. */
  committed(entries: readonly Entry[]): void {
    for (const { seq, event } of entries) if (this.#heads.has(event.room)) this.#heads.set(event.room, seq);
  }

  /** `seq` of the newest entry of a room, without waiting; call `open` first. */
  headOf(room: string): number {
    return this.#heads.get(room) ?? 0;
  }

  /** Learns the head of a room, so that `headOf` knows it from now on. */
  async open(room: string): Promise<void> {
    if (this.#heads.has(room)) return;
    const found = await this.#client.execute({ sql: 'SELECT max(seq) AS head FROM log WHERE room = ?', args: [room] });
    // Commits during the query have raised it already, if somebody else asked meanwhile.
    this.#heads.set(room, Math.max(this.#heads.get(room) ?? 0, Number(found.rows[0]?.['head'] ?? 0)));
  }

  /** The next entries of a room after `after`, oldest first, at most one page. */
  async read(room: string, after: number): Promise<FeedPage> {
    const entries: Entry[] = [];
    let from = after;
    for (let size = 0; entries.length < PAGE && size < PAGE_SIZE; ) {
      const { rows } = await this.#client.execute({
        sql: 'SELECT * FROM log WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
        args: [room, from, READ],
      });
      for (const row of rows) {
        size += String(row['event']).length + String(row['body'] ?? '').length;
        entries.push(entryFromRow(row));
        if (size >= PAGE_SIZE) break;
      }
      from = entries.at(-1)?.seq ?? from;
      if (rows.length < READ) break;
    }
    return { entries };
  }
}
