/**
 * Gives each version of a message its `updated`: when this server stored it, ms since 1970, and
 * always more than the version before, because clients keep the newest. Entries of one commit, and
 * of commits in the same millisecond, have the same time.
 */
export class UpdateClock {
  readonly #given = new Map<string, number>();
  #newest = 0;

  /** @param at when the version was stored; it never falls from one call to the next */
  stamp(message: string, at: number): number {
    // Nothing that was given before reaches up to now, so none of it matters any more.
    if (at > this.#newest) this.#given.clear();
    const updated = Math.max(at, (this.#given.get(message) ?? 0) + 1);
    this.#given.set(message, updated);
    this.#newest = Math.max(this.#newest, updated);
    return updated;
  }
}
