/** `seq` of the newest message of each channel. */
export type Newest = Readonly<Record<string, number>>;

/** What of a room this device keeps: the newest message of each channel, where that is in the Replica. */
export class Kept {
  readonly #listeners = new Set<(newest: Newest) => void>();
  #newest: Newest = {};

  /** Calls `listener` with it now, and again whenever more was stored. @returns a function that ends it */
  follow(listener: (newest: Newest) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#newest);
    return () => this.#listeners.delete(listener);
  }

  set(newest: Newest): void {
    this.#newest = newest;
    for (const listener of this.#listeners) listener(newest);
  }
}
