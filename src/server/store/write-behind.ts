/** How long rows wait to be written together, in ms. What a `kill -9` takes is sent again by the devices. */
const DELAY_MS = 1000;

/** Waits after a failed write, in ms. */
const RETRY_MS = 10_000;

/**
 * Writes to plain tables a little later and together: for what changes often and where losing the
 * last second does no harm. Never for anything that somebody was told is stored.
 */
export class WriteBehind {
  readonly #write: () => Promise<void>;
  readonly #onProblem: (cause: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failing = false;

  /**
   * @param write stores whatever waits; where it throws, it has kept that to be tried again
   * @param onProblem told when writing begins to fail
   */
  constructor(write: () => Promise<void>, onProblem: (cause: unknown) => void) {
    this.#write = write;
    this.#onProblem = onProblem;
  }

  /** Something waits to be written. */
  schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.flush(), this.#failing ? RETRY_MS : DELAY_MS).unref();
  }

  /** Writes now; it never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#once());
    return this.#writing;
  }

  async #once(): Promise<void> {
    try {
      await this.#write();
      this.#failing = false;
    } catch (cause) {
      if (!this.#failing) this.#onProblem(cause);
      this.#failing = true;
      this.schedule();
    }
  }
}
