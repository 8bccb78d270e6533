import { Listeners } from './listeners.ts';
import { Paced } from './paced.ts';
import type { ChannelMarks, OwnReceipt, ReceiptList, ReceiptPage } from './receipts.ts';

/** What receipts need of a server. */
export interface ReceiptUpstream {
  /** Follows how far people came in a room's channels, through every loss of the connection. */
  followReceipts(room: string, onPage: (page: ReceiptPage) => void): () => void;
  /** Tells how far this device came. It never rejects; false where the server did not take it. */
  tellReceipts(room: string, receipts: readonly OwnReceipt[]): Promise<boolean>;
  listReceipts(room: string, channel: string): Promise<ReceiptList>;
  /** Turns our read receipts off or on, in all rooms of this server. */
  setSilent(silent: boolean): Promise<void>;
}

/** How far one of our messages came: stored by the server, on the device of one other person, read by one. */
export type Reach = 'stored' | 'received' | 'read';

/** Least time between two calls that tell how far we came, in ms: while all is well, and after a failure. */
const TELL_EVERY_MS = 1000;
const TELL_AGAIN_MS = 15_000;

/** Channels that are told of in one call; the server takes no more. */
const MAX_CHANNELS = 200;

interface Position {
  received: number;
  read: number;
}

/** How far people came in one room's channels, ourselves among them. */
export class ReceiptSync {
  readonly room: string;
  readonly #upstream: ReceiptUpstream;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #telling: Paced;
  #marks = new Map<string, ChannelMarks>();
  /** How far this device came. */
  readonly #own = new Map<string, Position>();
  /** What of that the server knows. */
  #told = new Map<string, Position>();
  #stop: (() => void) | null = null;
  #failed = false;
  #ready = false;
  #silent: boolean | null = null;

  constructor(room: string, upstream: ReceiptUpstream) {
    this.room = room;
    this.#upstream = upstream;
    this.#telling = new Paced(
      () => void this.#tell(),
      () => (this.#failed ? TELL_AGAIN_MS : TELL_EVERY_MS),
    );
  }

  /** We turned read receipts off: we send none and see none. Null before the server told. */
  get silent(): boolean | null {
    return this.#silent;
  }

  /** How far people came, to be shown at once when the page is opened again. */
  get marks(): ChannelMarks[] {
    return [...this.#marks.values()];
  }

  /** Shows what was known at an earlier visit until the server tells. */
  recall(marks: readonly ChannelMarks[]): void {
    if (!this.#ready) this.#marks = new Map(marks.map((of) => [of.channel, of]));
  }

  connect(): void {
    this.#stop ??= this.#upstream.followReceipts(this.room, (page) => this.#read(page));
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#telling.stop();
  }

  /** How far a message came among all people but one: its author. */
  reach(channel: string, seq: number, author: string): Reach {
    const marks = this.#marks.get(channel);
    const others = (of: ChannelMarks['read'] = []): boolean => of.some((mark) => mark.user !== author && mark.seq >= seq);
    if (others(marks?.read)) return 'read';
    return others(marks?.received) ? 'received' : 'stored';
  }

  /** `seq` up to which any device of ours has read each channel, as far as the server told. */
  get ownRead(): [channel: string, seq: number][] {
    return Array.from(this.#told, ([channel, { read }]) => [channel, read]);
  }

  /** This device stored a channel's messages up to `seq`. */
  received(channel: string, seq: number): void {
    this.#raise(channel, { received: seq, read: 0 });
  }

  /** A person saw a channel's messages up to `seq` on this device. */
  read(channel: string, seq: number): void {
    this.#raise(channel, { received: seq, read: seq });
  }

  /** Everybody's receipts of one channel. */
  list(channel: string): Promise<ReceiptList> {
    return this.#upstream.listReceipts(this.room, channel);
  }

  #raise(channel: string, to: Position): void {
    const held = this.#own.get(channel) ?? { received: 0, read: 0 };
    if (to.received <= held.received && to.read <= held.read) return;
    this.#own.set(channel, { received: Math.max(held.received, to.received), read: Math.max(held.read, to.read) });
    if (this.#ready) this.#telling.ask();
  }

  #read({ channels, own = [], snapshot }: ReceiptPage): void {
    if (snapshot !== undefined) {
      this.#marks = new Map();
      this.#told = new Map(snapshot.own.map(({ channel, received, read }) => [channel, { received, read }]));
      this.#silent = snapshot.silent;
      this.#ready = true;
      this.#failed = false;
      this.#telling.stop();
      this.#telling.ask();
    }
    for (const marks of channels) this.#marks.set(marks.channel, marks);
    for (const { channel, received, read } of own) {
      const told = this.#told.get(channel) ?? { received: 0, read: 0 };
      this.#told.set(channel, { received: Math.max(received, told.received), read: Math.max(read, told.read) });
    }
    this.#listeners.notify();
  }

  async #tell(): Promise<void> {
    const news: Required<OwnReceipt>[] = [];
    for (const [channel, { received, read }] of this.#own) {
      const told = this.#told.get(channel) ?? { received: 0, read: 0 };
      const next = {
        channel,
        received: Math.max(received, told.received),
        read: this.#silent === true ? told.read : Math.max(read, told.read),
      };
      if (next.received > told.received || next.read > told.read) news.push(next);
      if (news.length === MAX_CHANNELS) break;
    }
    if (news.length === 0 || this.#stop === null) return;
    const receipts = news.map(({ channel, received, read }) => ({ channel, received, ...(read > 0 ? { read } : {}) }));
    this.#failed = !(await this.#upstream.tellReceipts(this.room, receipts));
    if (!this.#failed) for (const { channel, ...position } of news) this.#told.set(channel, position);
    // There may be more: channels beyond the limit, or what came meanwhile.
    this.#telling.ask();
  }
}
