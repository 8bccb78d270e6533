import type { Client } from '@libsql/client';
import { Paced } from '#shared/sync/paced.ts';
import type { ChannelMarks, OwnReceipt, ReceiptList } from '#shared/sync/receipts.ts';
import { ChannelReceipts } from './channel-receipts.ts';
import { readReceipts, receiptStatements } from './receipt-rows.ts';
import { WriteBehind } from './write-behind.ts';

type Listener = (channels: readonly ChannelMarks[]) => void;
type OwnListener = (own: readonly Required<OwnReceipt>[]) => void;

interface Held {
  readonly room: string;
  readonly channels: Map<string, ChannelReceipts>;
  /** Channels whose marks changed since the listeners were told. */
  readonly marked: Set<string>;
  readonly telling: Paced;
  usedAt: number;
}

/** Least time between two changes that a room's listeners are told of, in ms. */
const INTERVAL_MS = 250;

/** A room that nobody follows is kept in memory for so long at least, in ms. */
const KEEP_MS = 60_000;

export interface ReceiptBookOptions {
  /** `seq` of the newest entry of the log: nobody has received more. */
  head(): number;
  /** Told when writing begins to fail. */
  onProblem(cause: unknown): void;
}

/**
 * How far everybody came in every channel. The rooms that somebody follows are in memory; the table
 * `receipt` is written behind, once a second at most.
 */
export class ReceiptBook {
  readonly #client: Client;
  readonly #options: ReceiptBookOptions;
  readonly #rooms = new Map<string, Promise<Held>>();
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Devices of one person in one room. */
  readonly #devices = new Map<string, Set<OwnListener>>();
  /** Not written yet, by key text. */
  #waiting = new Map<string, { held: Held; channel: string; user: string }>();
  readonly #silent: Set<string>;
  readonly #choices = new Map<string, Set<() => void>>();
  readonly #writes: WriteBehind;

  private constructor(client: Client, silent: Set<string>, options: ReceiptBookOptions) {
    this.#client = client;
    this.#silent = silent;
    this.#options = options;
    this.#writes = new WriteBehind(() => this.#write(), options.onProblem);
  }

  static async open(client: Client, options: ReceiptBookOptions): Promise<ReceiptBook> {
    const { rows } = await client.execute('SELECT user FROM receipt_silence');
    return new ReceiptBook(client, new Set(rows.map((row) => String(row['user']))), options);
  }

  /** Receipts that are not written yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  isSilent(user: string): boolean {
    return this.#silent.has(user);
  }

  /**
   * Takes note of how far a device came. Positions beyond the log's end are cut, channels that do not
   * exist are left out, and who turned read receipts off has read nothing.
   */
  async set(room: string, user: string, receipts: readonly OwnReceipt[]): Promise<void> {
    const held = await this.#hold(room);
    const news: Required<OwnReceipt>[] = [];
    for (const { channel, received = 0, read = 0 } of receipts) {
      const known = await this.#channel(held, channel);
      if (known === null) continue;
      const most = this.#options.head();
      const furthest = Math.min(Math.max(received, read), most);
      const { changed, marked } = known.raise(user, furthest, this.isSilent(user) ? 0 : Math.min(read, most), Date.now());
      if (changed) {
        this.#toWrite(held, channel, user);
        news.push(ownOf(channel, known, user));
      }
      if (marked) this.#toTell(held, channel);
    }
    const devices = this.#devices.get(deviceKey(room, user));
    // One that is alone knows what it said.
    if (news.length > 0 && devices !== undefined && devices.size > 1) for (const device of devices) device(news);
  }

  /** What a tick needs of every channel of a room, now. */
  async marks(room: string): Promise<ChannelMarks[]> {
    const held = await this.#hold(room);
    return Array.from(held.channels, ([channel, known]) => known.marks(channel));
  }

  /** What is known of one person's own devices. */
  async own(room: string, user: string): Promise<Required<OwnReceipt>[]> {
    const held = await this.#hold(room);
    return Array.from(held.channels, ([channel, known]) => ownOf(channel, known, user)).filter(({ received }) => received > 0);
  }

  /** Everybody's receipts of one channel. */
  async list(room: string, channel: string): Promise<ReceiptList> {
    const held = await this.#hold(room);
    const receipts = held.channels.get(channel)?.all ?? [];
    return { receipts, silent: receipts.map(({ user }) => user).filter((user) => this.isSilent(user)) };
  }

  /** Tells of marks that changed, a few times a second at most. @returns a function that ends it */
  subscribe(room: string, listener: Listener): () => void {
    return listen(this.#listeners, room, listener);
  }

  /** Tells a person's device what another device of theirs received and read. @returns a function that ends it */
  onOwn(room: string, user: string, listener: OwnListener): () => void {
    return listen(this.#devices, deviceKey(room, user), listener);
  }

  /** Tells when a person turned read receipts off or on. @returns a function that ends it */
  onChoice(user: string, listener: () => void): () => void {
    return listen(this.#choices, user, listener);
  }

  /** Turns a person's read receipts off, which erases those there are, or on again. Stored when it resolves. */
  async setSilent(user: string, silent: boolean): Promise<void> {
    if (silent === this.isSilent(user)) return;
    this.#choose(user, silent);
    for (const room of silent ? this.#rooms.values() : []) {
      const held = await room;
      for (const [channel, known] of held.channels) if (known.forgetRead(user)) this.#toTell(held, channel);
    }
    // What is on its way was made before they were forgotten; it must not come after the erasure.
    await this.#writes.flush();
    const erase = { sql: 'UPDATE receipt SET read = 0, readAt = 0 WHERE user = ?', args: [user] };
    const insert = {
      sql: 'INSERT INTO receipt_silence (user, since) VALUES (?, ?) ON CONFLICT DO NOTHING',
      args: [user, Date.now()],
    };
    const remove = { sql: 'DELETE FROM receipt_silence WHERE user = ?', args: [user] };
    try {
      await this.#client.batch(silent ? [insert, erase] : [remove], 'write');
    } catch (cause) {
      this.#choose(user, !silent);
      throw cause;
    }
    for (const listener of this.#choices.get(user) ?? []) listener();
  }

  flush(): Promise<void> {
    return this.#writes.flush();
  }

  #choose(user: string, silent: boolean): void {
    if (silent) this.#silent.add(user);
    else this.#silent.delete(user);
  }

  async #hold(room: string): Promise<Held> {
    let opening = this.#rooms.get(room);
    if (opening === undefined) {
      opening = this.#read(room);
      this.#rooms.set(room, opening);
      opening.catch(() => this.#rooms.delete(room));
    }
    const held = await opening;
    held.usedAt = Date.now();
    return held;
  }

  async #read(room: string): Promise<Held> {
    const channels = new Map<string, ChannelReceipts>();
    for (const { channel, ...receipt } of await readReceipts(this.#client, room)) {
      let known = channels.get(channel);
      if (known === undefined) channels.set(channel, (known = new ChannelReceipts()));
      known.put(receipt);
    }
    const telling = new Paced(
      () => this.#tell(held),
      () => INTERVAL_MS,
    );
    const held: Held = { room, channels, marked: new Set(), telling, usedAt: Date.now() };
    return held;
  }

  /** The receipts of a channel; null where there is no such channel. */
  async #channel(held: Held, channel: string): Promise<ChannelReceipts | null> {
    if (!held.channels.has(channel)) {
      const sql = 'SELECT 1 FROM channel WHERE room = ? AND channel = ? AND createdRank IS NOT NULL';
      const found = await this.#client.execute({ sql, args: [held.room, channel] });
      if (found.rows.length === 0) return null;
    }
    // Another call may have been here while this one looked.
    const known = held.channels.get(channel) ?? new ChannelReceipts();
    held.channels.set(channel, known);
    return known;
  }

  #toWrite(held: Held, channel: string, user: string): void {
    this.#waiting.set([held.room, channel, user].join('\u0000'), { held, channel, user });
    this.#writes.schedule();
  }

  #toTell(held: Held, channel: string): void {
    held.marked.add(channel);
    held.telling.ask();
  }

  #tell(held: Held): void {
    const channels = [...held.marked].flatMap((channel) => held.channels.get(channel)?.marks(channel) ?? []);
    held.marked.clear();
    for (const listener of this.#listeners.get(held.room) ?? []) listener(channels);
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    const rows = [...waiting.values()].flatMap(({ held, channel, user }) => {
      const receipt = held.channels.get(channel)?.of(user);
      return receipt === undefined ? [] : [{ ...receipt, room: held.room, channel }];
    });
    try {
      for (const statement of receiptStatements(rows)) await this.#client.execute(statement);
    } catch (cause) {
      this.#waiting = new Map([...waiting, ...this.#waiting]);
      throw cause;
    }
    await this.#forgetUnused();
  }

  async #forgetUnused(): Promise<void> {
    const unwritten = new Set(Array.from(this.#waiting.values(), ({ held }) => held.room));
    for (const [room, opening] of this.#rooms) {
      const { usedAt } = await opening;
      if (!this.#listeners.has(room) && !unwritten.has(room) && Date.now() - usedAt > KEEP_MS) this.#rooms.delete(room);
    }
  }
}

function deviceKey(room: string, user: string): string {
  return `${room}\u0000${user}`;
}

function ownOf(channel: string, known: ChannelReceipts, user: string): Required<OwnReceipt> {
  const { received = 0, read = 0 } = known.of(user) ?? {};
  return { channel, received, read };
}

/** Adds a listener of its own, so that the same function may listen twice. @returns a function that takes it away */
function listen<L extends (...args: never[]) => void>(all: Map<string, Set<L>>, key: string, listener: L): () => void {
  const own = ((...args) => listener(...args)) as L;
  const listeners = all.get(key) ?? new Set();
  all.set(key, listeners.add(own));
  return () => {
    listeners.delete(own);
    if (listeners.size === 0 && all.get(key) === listeners) all.delete(key);
  };
}
