import { Refusal } from '#shared/chat/refusal.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Keys that were quiet this long are forgotten; their buckets would be full again. */
const FORGET_AFTER_MS = 60_000;

/** A token bucket per key: so many commands a second in the long run, so many at once after a rest. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #swept: number;

  constructor(perSecond: number, burst: number, now: () => number = Date.now) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#swept = now();
  }

  /** Takes one token. @throws {Refusal} `too-fast` where there is none; nothing else happens to the connection. */
  take(key: string): void {
    if (!this.tryTake(key)) throw new Refusal('too-fast', `At most ${this.#perSecond} a second. Wait a moment; nothing is lost.`);
  }

  /** Takes one token; false where there is none. */
  tryTake(key: string): boolean {
    const now = this.#now();
    if (now - this.#swept > FORGET_AFTER_MS) this.#sweep(now);
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #sweep(now: number): void {
    this.#swept = now;
    for (const [key, bucket] of this.#buckets) if (now - bucket.at > FORGET_AFTER_MS) this.#buckets.delete(key);
  }
}
