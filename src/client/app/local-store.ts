import { Listeners } from '#shared/sync/listeners.ts';

/**
 * One value in local storage, read once and watched, also when another tab changes it. Without
 * storage (some private windows) it lives as long as the page.
 */
export class LocalStore<T> {
  readonly #key: string;
  readonly #parse: (stored: unknown) => T;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #value: T;

  /** @param parse makes a value out of whatever is stored, `null` included; it must not throw */
  constructor(key: string, parse: (stored: unknown) => T) {
    this.#key = key;
    this.#parse = parse;
    this.#value = this.#read();
    addEventListener('storage', (event) => {
      if (event.key !== key && event.key !== null) return;
      this.#value = this.#read();
      this.#listeners.notify();
    });
  }

  readonly get = (): T => this.#value;

  set(value: T): void {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Full or not there: the page goes on with what it has in memory.
    }
    this.#listeners.notify();
  }

  #read(): T {
    try {
      return this.#parse(JSON.parse(localStorage.getItem(this.#key) ?? 'null'));
    } catch {
      return this.#parse(null);
    }
  }
}
