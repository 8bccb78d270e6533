import { Refusal } from '#shared/chat/refusal.ts';

const DAY_MS = 86_400_000;

/**
 * How many rooms guests from one address make in a day. The log counts by user, and a guest is a
 * new user with each connection.
 */
export class RoomQuota {
  readonly #perDay: number;
  readonly #now: () => number;
  readonly #made = new Map<string, number[]>();

  constructor(perDay: number, now: () => number = Date.now) {
    this.#perDay = perDay;
    this.#now = now;
  }

  /** Takes one room. @throws {Refusal} `too-many` */
  take(address: string): void {
    const now = this.#now();
    for (const [other, times] of this.#made) if (now - (times.at(-1) ?? 0) > DAY_MS) this.#made.delete(other);
    const recent = (this.#made.get(address) ?? []).filter((time) => now - time < DAY_MS);
    if (recent.length >= this.#perDay)
      throw new Refusal('too-many', `This server opens ${this.#perDay} new rooms a day for one address.`);
    this.#made.set(address, [...recent, now]);
  }
}
