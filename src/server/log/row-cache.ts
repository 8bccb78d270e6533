import type { Client } from '@libsql/client';
import { messageTable } from '#shared/chat/message.ts';
import type { Change } from '#shared/log/change.ts';
import { type Lookup, Rows } from '#shared/log/rows.ts';
import { loadState } from './load-state.ts';

/** Lookups that are remembered; then all are forgotten and read again when they are needed. */
const MOST = 20_000;

/**
 * The rows of rooms, channels and people that commands decide on, kept in memory between batches:
 * this process is the only writer, so what it writes keeps them true. Messages are many and are
 * read each time.
 */
export class RowCache {
  readonly #client: Client;
  readonly #known = new Set<string>();
  #rows = new Rows();

  constructor(client: Client) {
    this.#client = client;
  }

  /** The rows for a batch, over which its own changes can be laid without touching the cache. */
  async state(lookups: readonly Lookup[]): Promise<Rows> {
    if (this.#known.size > MOST) this.clear();
    const fresh = new Map<string, Lookup>();
    const messages: Lookup[] = [];
    for (const lookup of lookups) {
      if (lookup.table === (messageTable as unknown)) messages.push(lookup);
      else {
        const name = JSON.stringify([lookup.table.name, lookup.prefix]);
        if (!this.#known.has(name)) fresh.set(name, lookup);
      }
    }
    const read = [...fresh.values(), ...messages];
    const state = new Rows(this.#rows);
    if (read.length === 0) return state;
    for (const [table, row] of await loadState(this.#client, read)) {
      if (table === (messageTable as unknown)) state.put(table, row);
      else this.#rows.put(table, row);
    }
    for (const name of fresh.keys()) this.#known.add(name);
    return state;
  }

  /** Takes in changes that were committed. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) if (change.table !== (messageTable as unknown)) this.#rows.apply(change, null);
  }

  /** Forgets everything: after a write that failed nobody knows what the database holds. */
  clear(): void {
    this.#rows = new Rows();
    this.#known.clear();
  }
}
