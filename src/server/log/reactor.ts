import type { Entry } from '#shared/log/entry.ts';
import type { Database } from '../store/database.ts';
import { entryFromRow } from '../store/entry-row.ts';

/** Entries read at a time while catching up. */
const PAGE = 200;

/** How often the place is written down while nothing happens that concerns the reactor, in entries. */
const NOTE_EVERY = 1000;

/**
 * Calls `react` for entries of the log, once in order, also for those that were stored while it was
 * not running. Its place is durable and is not touched by a rebuild of the rows: what was done in
 * the world is not done again. After a crash the last few may come a second time, so `react` must
 * not mind.
 */
export class Reactor {
  readonly #name: string;
  readonly #database: Database;
  readonly #react: (entry: Entry) => void;
  readonly #onProblem: (cause: unknown) => void;
  #seq = 0;
  #noted = 0;
  #running: Promise<void> | null = null;
  #behind = false;
  #stopped = false;

  /** @param react must not throw and must not block; longer work goes on by itself */
  constructor(name: string, database: Database, react: (entry: Entry) => void, onProblem: (cause: unknown) => void) {
    this.#name = name;
    this.#database = database;
    this.#react = react;
    this.#onProblem = onProblem;
  }

  /** Begins where it stopped; the first time, at `head`: what was said before it existed does not concern it. */
  async start(head: number): Promise<void> {
    const { client } = this.#database;
    const found = await client.execute({ sql: 'SELECT value FROM meta WHERE name = ?', args: [this.#row] });
    this.#seq = this.#noted = found.rows[0] === undefined ? head : Number(found.rows[0]['value']);
    if (found.rows[0] === undefined) await this.#note();
    this.wake();
    await this.#running;
  }

  /** Tells of entries that were just committed. */
  committed(entries: readonly Entry[]): void {
    const [first] = entries;
    if (this.#running !== null || first === undefined || first.seq !== this.#seq + 1) return this.wake();
    for (const entry of entries) this.#react(entry);
    this.#seq = entries.at(-1)?.seq ?? this.#seq;
    if (this.#seq - this.#noted >= NOTE_EVERY) this.wake();
  }

  /** Writes down how far it is: call it when something was done that must not be done again. */
  async note(): Promise<void> {
    await this.#note().catch(this.#onProblem);
  }

  /** Reads what it has not seen yet. */
  wake(): void {
    this.#behind = true;
    if (this.#stopped) return;
    this.#running ??= this.#catchUp()
      .catch(this.#onProblem)
      .finally(() => {
        this.#running = null;
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.note();
  }

  get #row(): string {
    return `reactor:${this.#name}`;
  }

  async #catchUp(): Promise<void> {
    while (this.#behind && !this.#stopped) {
      this.#behind = false;
      for (;;) {
        const found = await this.#database.client.execute({
          sql: 'SELECT * FROM log WHERE seq > ? ORDER BY seq LIMIT ?',
          args: [this.#seq, PAGE],
        });
        for (const row of found.rows) {
          const entry = entryFromRow(row);
          this.#react(entry);
          this.#seq = entry.seq;
        }
        if (found.rows.length < PAGE) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (this.#seq !== this.#noted) await this.#note();
    }
  }

  async #note(): Promise<void> {
    const seq = this.#seq;
    await this.#database.client.execute({
      sql: 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      args: [this.#row, String(seq)],
    });
    this.#noted = seq;
  }
}
