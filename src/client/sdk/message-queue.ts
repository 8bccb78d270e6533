/** What was pushed, for one reader to iterate over; waits where there is nothing yet. */
export class MessageQueue<T> implements AsyncIterableIterator<T> {
  readonly #items: T[] = [];
  readonly #onEnd: () => void;
  /** Readers that wait, each for the next item. */
  #waiting: (() => void)[] = [];
  #ended = false;

  /** @param onEnd called when the reader stops */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#waiting.shift()?.();
  }

  /** Lets the reader finish what is there, then ends. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async next(): Promise<IteratorResult<T>> {
    while (this.#items.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const [value] = this.#items.splice(0, 1);
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  }

  return(): Promise<IteratorResult<T>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
