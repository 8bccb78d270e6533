import type { Client } from '@libsql/client';
import { WriteBehind } from './write-behind.ts';

/** Rows of one statement, which is one commit. */
const ROWS = 200;

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
  /** By `seq` of the message, what is not written yet. */
  readonly #waiting = new Map<number, string>();
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

  /** The message was stored at `seq`. */
  keep(seq: number, optimisticId: string): void {
    this.#waiting.set(seq, optimisticId);
    this.#writes.schedule();
  }

  /** The `optimisticId` of each of these messages that has one, by message id. Does not wait where all of them are recent. */
  async of(messages: readonly { readonly id: string; readonly seq: number | null }[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const older = new Map<number, string>();
    for (const { id, seq } of messages) {
      const held = this.#recent.get(id) ?? (seq === null ? undefined : this.#waiting.get(seq));
      if (held !== undefined) found.set(id, held);
      else if (seq !== null) older.set(seq, id);
    }
    if (older.size === 0) return found;
    const sql = `SELECT seq, optimisticId FROM optimistic_id WHERE seq IN (${Array(older.size).fill('?').join()})`;
    const { rows } = await this.#client.execute({ sql, args: [...older.keys()] });
    for (const row of rows) found.set(older.get(Number(row['seq'])) ?? '', String(row['optimisticId']));
    return found;
  }

  flush(): Promise<void> {
    return this.#writes.flush();
  }

  async #write(): Promise<void> {
    const waiting = [...this.#waiting];
    for (let start = 0; start < waiting.length; start += ROWS) {
      const part = waiting.slice(start, start + ROWS);
      const sql = `INSERT INTO optimistic_id (seq, optimisticId) VALUES ${part.map(() => '(?, ?)').join(', ')} ON CONFLICT DO NOTHING`;
      await this.#client.execute({ sql, args: part.flat() });
      for (const [seq] of part) this.#waiting.delete(seq);
    }
  }
}
