import type { Client } from '@libsql/client';
import { type Cursor, formatCursor, parseCursor } from '#shared/log/cursor.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Database } from '../store/database.ts';
import { entryText } from '../store/entry-row.ts';

/** Entries of one page. */
const PAGE = 500;

/** A page is full, too, from this size on, in UTF-16 units: on a line that breaks often, a page must have come whole in between. */
const PAGE_SIZE = 256 * 1024;

/** Entries that are read at a time: they might all be of the largest size. */
const READ = 100;

/** A reader further behind than this many entries starts again from a snapshot, which costs less. */
const MAX_CATCH_UP = 250_000;

/** A page of a feed, ready to be sent. */
export interface PageText {
  /** The `seq` of its last entry; of the one it was to follow where there are no more. */
  readonly last: number;
  /** A `FeedPage` as JSON. */
  readonly text: string;
}

/** The newest entry of a room, always up to date. */
export interface RoomHead {
  /** Its position, without waiting; 0 in a room without entries. */
  readonly seq: number;
  /** Lets go of it; once per `watch`. */
  release(): void;
}

class Head implements RoomHead {
  seq = 0;
  readers = 0;
  known: Promise<void> | null = null;
  readonly #forget: () => void;

  constructor(forget: () => void) {
    this.#forget = forget;
  }

  release(): void {
    this.readers -= 1;
    if (this.readers === 0) this.#forget();
  }
}

/** The log as its readers see it: pages after a cursor, and whether there is anything newer. */
export class Feed {
  readonly #client: Client;
  readonly epoch: string;
  readonly #head: () => number;
  /** The heads of the rooms that somebody watches. */
  readonly #heads = new Map<string, Head>();

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
    for (const { seq, event } of entries) {
      const head = this.#heads.get(event.room);
      if (head !== undefined) head.seq = seq;
    }
  }

  /** Keeps an eye on a room's newest entry, until the head is released. */
  async watch(room: string): Promise<RoomHead> {
    // In the map before its first await: a commit during the query must not be missed.
    const head = this.#heads.get(room) ?? new Head(() => this.#heads.delete(room));
    this.#heads.set(room, head);
    head.readers += 1;
    try {
      head.known ??= this.#learn(room, head);
      await head.known;
    } catch (cause) {
      head.known = null;
      head.release();
      throw cause;
    }
    return head;
  }

  async #learn(room: string, head: Head): Promise<void> {
    const found = await this.#client.execute({ sql: 'SELECT max(seq) AS head FROM log WHERE room = ?', args: [room] });
    head.seq = Math.max(head.seq, Number(found.rows[0]?.['head'] ?? 0));
  }

  /** The next entries of a room after `after`, oldest first, at most one page. */
  async read(room: string, after: number): Promise<PageText> {
    const texts: string[] = [];
    let last = after;
    for (let size = 0; texts.length < PAGE && size < PAGE_SIZE;) {
      const { rows } = await this.#client.execute({
        sql: 'SELECT seq, at, type, event, body FROM log WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
        args: [room, last, READ],
      });
      for (const row of rows) {
        const text = entryText(row);
        texts.push(text);
        last = Number(row['seq']);
        size += text.length;
        if (size >= PAGE_SIZE) break;
      }
      if (rows.length < READ) break;
    }
    return { last, text: `{"entries":[${texts.join()}]}` };
  }
}
