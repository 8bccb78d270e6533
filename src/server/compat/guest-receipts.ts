import { Paced } from '#shared/sync/paced.ts';

/** How far a connection came in a channel. */
export interface Received {
  readonly channel: string;
  /** `seq` of a message that was written to its socket. */
  readonly received: number;
}

/** A connection of a guest, as its receipts see it. */
export interface ReceivingGuest {
  readonly id: string;
  /** Whether others see the guest: somebody without a profile is nobody a message could reach. */
  readonly shown: boolean;
}

export interface GuestReceiptsOptions {
  /** Stores how far a guest came in channels of a room. */
  noteReceived(room: string, guest: string, received: readonly Received[]): Promise<void>;
  onProblem(cause: unknown): void;
}

/** Least time between two notes of one guest, in ms. */
const INTERVAL_MS = 1000;

/**
 * What the guests of a room have received: whatever was written to their sockets, for the envelope
 * has no frame in which they could tell. A message costs an entry of a map, whoever is here; the
 * guests are noted together, once a second at most.
 */
export class GuestReceipts {
  readonly #room: string;
  readonly #options: GuestReceiptsOptions;
  /** The newest message of each channel that was written to everybody. */
  readonly #newest = new Map<string, number>();
  #head = 0;
  /** Up to which `seq` each guest is noted. */
  readonly #guests = new Map<ReceivingGuest, number>();
  /** What guests got alone, as the history, and is not noted yet. */
  readonly #alone = new Map<ReceivingGuest, readonly Received[]>();
  readonly #noting: Paced;
  #turn: Promise<void> = Promise.resolve();

  constructor(room: string, options: GuestReceiptsOptions) {
    this.#room = room;
    this.#options = options;
    this.#noting = new Paced(
      () => (this.#turn = this.#turn.then(() => this.#note())),
      () => INTERVAL_MS,
    );
  }

  /**
   * A guest receives what is published from now on.
   * @param after `seq` of the newest message that was published before
   * @param history what the guest got of it all the same
   * @returns a function that ends it
   */
  join(guest: ReceivingGuest, after: number, history: readonly Received[]): () => void {
    this.#guests.set(guest, after);
    if (history.length > 0) this.#alone.set(guest, history);
    this.changed();
    return () => {
      this.#guests.delete(guest);
      this.#alone.delete(guest);
    };
  }

  /** A message was written to the sockets of everybody who joined. */
  published(channel: string, seq: number): void {
    this.#newest.set(channel, seq);
    this.#head = seq;
    this.changed();
  }

  /** There may be something to note. */
  changed(): void {
    if (this.#guests.size > 0) this.#noting.ask();
  }

  close(): void {
    this.#noting.stop();
  }

  async #note(): Promise<void> {
    const head = this.#head;
    // Most guests were noted up to the same message, so they share what is new since.
    const since = new Map<number, Received[]>();
    for (const [guest, noted] of this.#guests) {
      const alone = this.#alone.get(guest) ?? [];
      if (!guest.shown || (noted >= head && alone.length === 0)) continue;
      let fresh = since.get(noted);
      if (fresh === undefined) since.set(noted, (fresh = this.#since(noted)));
      this.#guests.set(guest, Math.max(noted, head));
      this.#alone.delete(guest);
      await this.#options
        .noteReceived(this.#room, guest.id, [...alone, ...fresh])
        .catch((cause: unknown) => this.#options.onProblem(cause));
    }
  }

  #since(seq: number): Received[] {
    return Array.from(this.#newest, ([channel, received]) => ({ channel, received })).filter(({ received }) => received > seq);
  }
}
