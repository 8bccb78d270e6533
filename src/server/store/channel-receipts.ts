import type { ChannelMarks, Mark, Receipt } from '#shared/sync/receipts.ts';

/** People whose marks travel: two, because whoever looks may be one of them. */
const MARKS = 2;

/** The marks after one more; the same array where nothing changed. Exact, because positions only grow. */
function raised(marks: readonly Mark[], user: string, seq: number): readonly Mark[] {
  const lowest = marks.length < MARKS ? 0 : (marks.at(-1)?.seq ?? 0);
  const own = marks.find((mark) => mark.user === user);
  if (seq <= (own?.seq ?? lowest)) return marks;
  const others = marks.filter((mark) => mark !== own);
  return [...others, { user, seq }].toSorted((a, b) => b.seq - a.seq).slice(0, MARKS);
}

/** The receipts of one channel, in memory. */
export class ChannelReceipts {
  readonly #receipts = new Map<string, Receipt>();
  #received: readonly Mark[] = [];
  #read: readonly Mark[] = [];

  get all(): readonly Receipt[] {
    return [...this.#receipts.values()];
  }

  of(user: string): Receipt | undefined {
    return this.#receipts.get(user);
  }

  /** Takes a receipt in as it is. */
  put({ user, received, receivedAt, read, readAt }: Receipt): void {
    this.#receipts.set(user, { user, received, receivedAt, read, readAt });
    this.#received = raised(this.#received, user, received);
    this.#read = raised(this.#read, user, read);
  }

  /**
   * Raises what is known of a person; nothing ever falls.
   * @param at ms since 1970
   * @returns whether anything changed, and whether the marks did
   */
  raise(user: string, received: number, read: number, at: number): { changed: boolean; marked: boolean } {
    const held = this.#receipts.get(user) ?? { user, received: 0, receivedAt: 0, read: 0, readAt: 0 };
    const next = { ...held };
    if (received > held.received) Object.assign(next, { received, receivedAt: at });
    if (read > held.read) Object.assign(next, { read, readAt: at });
    if (next.received === held.received && next.read === held.read) return { changed: false, marked: false };
    const before = [this.#received, this.#read];
    this.put(next);
    return { changed: true, marked: this.#received !== before[0] || this.#read !== before[1] };
  }

  /** Forgets what a person read. @returns whether there was anything */
  forgetRead(user: string): boolean {
    const held = this.#receipts.get(user);
    if (held === undefined || held.read === 0) return false;
    this.#receipts.set(user, { ...held, read: 0, readAt: 0 });
    this.#read = [];
    for (const receipt of this.#receipts.values()) this.#read = raised(this.#read, receipt.user, receipt.read);
    return true;
  }

  marks(channel: string): ChannelMarks {
    return { channel, received: this.#received, read: this.#read };
  }
}
