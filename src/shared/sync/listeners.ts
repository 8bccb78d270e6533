/** Who wants to know when something changed. Not what: readers look for themselves. */
export class Listeners {
  readonly #all = new Set<() => void>();

  /** @returns a function that ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  notify(): void {
    for (const listener of this.#all) listener();
  }
}
