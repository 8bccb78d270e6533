import type { Event } from '#shared/chat/chat.ts';
import { ingest } from '#server/log/ingest.ts';
import type { Database } from '#server/store/database.ts';
import { searchMessages, type SearchRequest } from '#server/store/search.ts';
import { posted } from './posted.ts';
import { numberedId } from './pools.ts';
import { temporaryDatabase } from './test-log.ts';

/** How a posted message is edited; `number` tells this event apart from all others. */
export function edited(number: number, of: Event, content: string, rev = 1): Event {
  const { author, room, signature, authoredAt, contentHash, body } = posted(number, {
    author: of.author,
    room: of.room,
    content,
  }) as Event & { type: 'message.posted' };
  return {
    type: 'message.edited',
    id: numberedId(number),
    author,
    room,
    signature,
    authoredAt,
    contentHash,
    body,
    channel: 'general',
    target: of.id,
    rev,
  };
}

/** How a posted message is erased. */
export function erased(number: number, of: Event): Event {
  const { author, room, signature, authoredAt } = posted(number, { author: of.author, room: of.room });
  return {
    type: 'message.deleted',
    id: numberedId(number),
    author,
    room,
    signature,
    authoredAt,
    channel: 'general',
    target: of.id,
  };
}

/** A real log to search in. */
export class SearchedLog {
  readonly database: Database;
  #seq = 0;

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(folder?: string): Promise<SearchedLog> {
    return new SearchedLog(await temporaryDatabase(folder));
  }

  /** Stores events in one transaction. */
  async store(...events: Event[]): Promise<void> {
    await ingest(
      this.database,
      events.map((event) => ({ seq: ++this.#seq, at: 1000 + this.#seq, event })),
    );
  }

  /** The texts that a search finds on its first page. */
  async find(query: string, request: Partial<SearchRequest> = {}): Promise<(string | null)[]> {
    const { rows } = await searchMessages(this.database.client, { room: 'lobby', limit: 50, query, ...request });
    return rows.map(({ content }) => content);
  }

  /** Everything that a search finds, page by page; `between` runs after each page. */
  async findAll(query: string, limit: number, between: () => Promise<void> = async () => undefined): Promise<(string | null)[]> {
    const found: (string | null)[] = [];
    let before: number | undefined;
    for (;;) {
      const { rows, next } = await searchMessages(this.database.client, { room: 'lobby', limit, query, before });
      found.push(...rows.map(({ content }) => content));
      if (next === null) return found;
      before = next;
      await between();
    }
  }
}
