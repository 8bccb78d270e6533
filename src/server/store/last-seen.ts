import type { Client } from '@libsql/client';
import { WriteBehind } from './write-behind.ts';

/** Rows of one statement: a hundred block the loop for 5 to 7 ms (see findings). */
const ROWS = 100;

/** A room that nobody asked about for so long is no longer kept in memory, in ms. */
const KEEP_MS = 60_000;

interface Held {
  readonly people: Promise<Map<string, number>>;
  askedAt: number;
}

/** When each person of a room was last seen, in the table `last_seen`. Times are ms since 1970. */
export class LastSeen {
  readonly #client: Client;
  readonly #rooms = new Map<string, Held>();
  /** Not written yet: room → user → when. */
  #waiting = new Map<string, Map<string, number>>();
  readonly #writes: WriteBehind;

  constructor(client: Client, onProblem: (cause: unknown) => void) {
    this.#client = client;
    this.#writes = new WriteBehind(() => this.#write(), onProblem);
  }

  /** Somebody is, or was, here. */
  note(room: string, user: string, at: number): void {
    let waiting = this.#waiting.get(room);
    if (waiting === undefined) this.#waiting.set(room, (waiting = new Map()));
    waiting.set(user, at);
    void this.#rooms.get(room)?.people.then((people) => people.set(user, at));
    this.#writes.schedule();
  }

  /** Everybody who was ever seen in a room. */
  of(room: string): Promise<ReadonlyMap<string, number>> {
    const held = this.#rooms.get(room) ?? { people: this.#read(room), askedAt: 0 };
    held.askedAt = Date.now();
    this.#rooms.set(room, held);
    held.people.catch(() => this.#rooms.delete(room));
    return held.people;
  }

  flush(): Promise<void> {
    return this.#writes.flush();
  }

  async #read(room: string): Promise<Map<string, number>> {
    const { rows } = await this.#client.execute({ sql: 'SELECT user, at FROM last_seen WHERE room = ?', args: [room] });
    const stored = rows.map((row): [string, number] => [String(row['user']), Number(row['at'])]);
    return new Map([...stored, ...(this.#waiting.get(room) ?? [])]);
  }

  async #write(): Promise<void> {
    for (const [room, { askedAt }] of this.#rooms) if (Date.now() - askedAt > KEEP_MS) this.#rooms.delete(room);
    const waiting = [...this.#waiting].flatMap(([room, people]) => Array.from(people, ([user, at]) => [room, user, at]));
    this.#waiting = new Map();
    try {
      while (waiting.length > 0) {
        const part = waiting.slice(0, ROWS);
        const sql = `INSERT INTO last_seen (room, user, at) VALUES ${part.map(() => '(?, ?, ?)').join(', ')}
                     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`;
        await this.#client.execute({ sql, args: part.flat() });
        waiting.splice(0, part.length);
      }
    } catch (cause) {
      // Kept for the next time, but not over what is newer.
      for (const [room, user, at] of waiting as [string, string, number][])
        if (!this.#waiting.get(room)?.has(user)) this.note(room, user, at);
      throw cause;
    }
  }
}
