/**
 * A piece of work that is done at once when it is asked for, and then not again before its interval
 * is over: whatever is asked for meanwhile is done together at its end.
 */
export class Paced {
  readonly #work: () => void;
  readonly #interval: () => number;
  #doneAt = 0;
  #timer: unknown = null;

  /** @param interval gives the least time between two turns, in ms */
  constructor(work: () => void, interval: () => number) {
    this.#work = work;
    this.#interval = interval;
  }

  /** Asks for the work; it never runs before this returns. */
  ask(): void {
    if (this.#timer !== null) return;
    const interval = this.#interval();
    // A clock that was set back must not hold the work up for longer than the interval.
    const wait = Math.min(interval, Math.max(0, this.#doneAt + interval - Date.now()));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#doneAt = Date.now();
      this.#work();
    }, wait);
  }

  /** Gives up what was asked for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}
