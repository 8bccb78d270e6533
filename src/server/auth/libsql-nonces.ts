import type { Client } from '@libsql/client';
import type { Nonces } from './nonces.ts';

/** Rows of one statement: a hundred block the loop for 5 to 7 ms. */
const ROWS = 100;
/** How often expired nonces are thrown away, in ms. */
const PRUNE_EVERY = 60_000;

interface Claim {
  readonly nonce: string;
  readonly expiresAt: number;
  readonly settle: (isNew: boolean) => void;
}

interface Options {
  /** ms since 1970. */
  readonly now?: () => number;
  /** Told when the database begins to fail (and again after it worked in between). */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Nonces in the table `nonce(nonce TEXT PRIMARY KEY, expires INTEGER)`, so that a restart forgets none.
 * Claims of one tick share one statement. While the database cannot be written (read-only, full disk),
 * claims hold in this process's memory only: people can still connect and read.
 */
export class LibsqlNonces implements Nonces {
  readonly #client: Client;
  readonly #now: () => number;
  readonly #onProblem: (error: unknown) => void;
  /** All that this process has seen and that has not expired: nonce → expiry. */
  readonly #seen = new Map<string, number>();
  #waiting: Claim[] = [];
  #flushing = false;
  #failing = false;
  #pruneAt = 0;

  constructor(client: Client, options: Options = {}) {
    this.#client = client;
    this.#now = options.now ?? Date.now;
    this.#onProblem = options.onProblem ?? (() => {});
  }

  claim(nonce: string, expiresAt: number): Promise<boolean> {
    if (this.#seen.has(nonce)) return Promise.resolve(false);
    this.#seen.set(nonce, expiresAt);
    return new Promise((settle) => {
      this.#waiting.push({ nonce, expiresAt, settle });
      if (this.#flushing) return;
      this.#flushing = true;
      setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const claims = this.#waiting.splice(0, ROWS);
      const fresh = await this.#store(claims);
      for (const { nonce, settle } of claims) settle(fresh === null || fresh.has(nonce));
    }
    this.#flushing = false;
  }

  /** The nonces that were not in the table before; null where the database cannot say. */
  async #store(claims: readonly Claim[]): Promise<Set<string> | null> {
    const values = claims.map(() => '(?, ?)').join(', ');
    const args = claims.flatMap(({ nonce, expiresAt }) => [nonce, expiresAt]);
    try {
      await this.#prune();
      const sql = `INSERT INTO nonce (nonce, expires) VALUES ${values} ON CONFLICT DO NOTHING RETURNING nonce`;
      const { rows } = await this.#client.execute({ sql, args });
      this.#failing = false;
      return new Set(rows.map((row) => String(row['nonce'])));
    } catch (error) {
      if (!this.#failing) this.#onProblem(error);
      this.#failing = true;
      return null;
    }
  }

  async #prune(): Promise<void> {
    const now = this.#now();
    if (now < this.#pruneAt) return;
    this.#pruneAt = now + PRUNE_EVERY;
    for (const [nonce, expiresAt] of this.#seen) if (expiresAt < now) this.#seen.delete(nonce);
    await this.#client.execute({ sql: 'DELETE FROM nonce WHERE expires < ?', args: [now] });
  }
}
