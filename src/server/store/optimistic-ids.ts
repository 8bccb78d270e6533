import type { Client } from '@libsql/client';
import { WriteBehind } from './write-behind.ts';

/** Rows of one statement, which is one commit: so many hold the loop for 5 ms, where four times a hundred would take 8. */
const ROWS = 400;

/** How many are kept in memory, so that what is sent to everybody in this moment needs no query. */
const KEEP = 10_000;

/**
 * The `optimisticId` of each message that came over the envelope, in the table `optimistic_id`.
 * Written behind: after a `kill -9` history shows the last second's messages without theirs, no more.
 */
export class OptimisticIds {
  readonly #client: Client;
  /** By message id, the oldest first. */
  readonly #recent = new Map<string, string>();
  #waiting = new Map<string, string>();
  readonly #writes: WriteBehind;

  constructor(client: Client, onProblem: (cause: unknown) => void) {
    this.#client = client;
    this.#writes = new WriteBehind(() => this.#write(), onProblem);
  }

  /** A message is about to be posted under this `optimisticId`. */
  note(message: string, optimisticId: string): void {
    this.#recent.set(message, optimisticId);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= KEEP) break;
      this.#recent.delete(oldest);
    }
  }

  /** The message was stored. */
  keep(message: string, optimisticId: string): void {
    this.#waiting.set(message, optimisticId);
    this.#writes.schedule();
  }

  /** The `optimisticId` of each of these messages that has one. Does not wait where all of them are recent. */
  async of(messages: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const older: string[] = [];
    for (const message of messages) {
      const held = this.#recent.get(message) ?? this.#waiting.get(message);
      if (held === undefined) older.push(message);
      else found.set(message, held);
    }
    if (older.length === 0) return found;
    const sql = `SELECT message, optimisticId FROM optimistic_id WHERE message IN (${older.map(() => '?').join()})`;
    const { rows } = await this.#client.execute({ sql, args: older });
    for (const row of rows) found.set(String(row['message']), String(row['optimisticId']));
    return found;
  }

  flush(): Promise<void> {
    return this.#writes.flush();
  }

  async #write(): Promise<void> {
    const waiting = [...this.#waiting];
    for (let start = 0; start < waiting.length; start += ROWS) {
      const part = waiting.slice(start, start + ROWS);
      const sql = `INSERT INTO optimistic_id (message, optimisticId) VALUES ${part.map(() => '(?, ?)').join(', ')} ON CONFLICT DO NOTHING`;
      await this.#client.execute({ sql, args: part.flat() });
      for (const [message] of part) this.#waiting.delete(message);
    }
  }
}
