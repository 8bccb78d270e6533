import { type ChannelRow, channelTable } from '../chat/channel.ts';
import { materialize } from '../chat/chat.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { FIRST_CHANNEL, roomTable } from '../chat/room.ts';
import { keyTable, type UserRow, userTable } from '../chat/user.ts';
import { isVisibleChannel } from '../chat/visibility.ts';
import { parseCursor } from '../log/cursor.ts';
import type { Entry } from '../log/entry.ts';
import { Rows } from '../log/rows.ts';
import type { Cell, Table } from '../log/table.ts';
import { ChannelWindow } from './channel-window.ts';
import type { FeedPage } from './feed-page.ts';
import { Kept, type Newest } from './kept.ts';
import { Listeners } from './listeners.ts';
import type { Replica, ReplicaUpdate, WholeRows } from './replica.ts';
import type { HistoryPage } from './snapshot.ts';
import type { Upstream } from './upstream.ts';

/** Messages that are loaded at a time. */
const PAGE = 50;

/**
 * One room on this device: paints from the Replica at once, then follows the feed from its cursor.
 * Holds confirmed rows only; what is pending is laid over them by whoever shows them.
 */
export class RoomSync {
  readonly room: string;
  readonly #replica: Replica;
  readonly #upstream: Upstream;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #windows = new Map<string, ChannelWindow>();
  /** Writes to the Replica, one after the other. */
  #writes: Promise<void> = Promise.resolve();
  #rows = new Rows();
  #cursor = '';
  #floors: Record<string, number> = {};
  #defaultFloor = 0;
  #newest: Record<string, number> = {};
  #loads = 0;
  #stop: (() => void) | null = null;
  #version = 0;
  readonly #readers = new Set<(entry: Entry) => void>();
  readonly kept = new Kept();
  /** Rows are here to show. */
  ready = false;

  constructor(room: string, replica: Replica, upstream: Upstream) {
    this.room = room;
    this.#replica = replica;
    this.#upstream = upstream;
  }

  /** Confirmed rows. */
  get rows(): Rows {
    return this.#rows;
  }

  /** Grows with every change of what this room shows. */
  get version(): number {
    return this.#version;
  }

  /** `seq` up to which the feed was read; 0 before. */
  get seq(): number {
    return parseCursor(this.#cursor)?.seq ?? 0;
  }

  get channels(): ChannelRow[] {
    return this.#rows.list(channelTable, { room: this.room }).filter(isVisibleChannel);
  }

  get users(): UserRow[] {
    return this.#rows.list(userTable, { room: this.room });
  }

  /** `seq` of a channel's newest message; 0 where there is none. */
  newest(channel: string): number {
    return this.#newest[channel] ?? 0;
  }

  window(channel: string): ChannelWindow | undefined {
    return this.#windows.get(channel);
  }

  /** Shows what this device has of the room, if anything. */
  async paint(): Promise<void> {
    const held = await this.#replica.room(this.room);
    if (held === null || this.#cursor !== '') return;
    this.#take({ channels: held.channels, users: held.users, keys: held.keys });
    // Rows of it are here, so the room exists; who made it does not matter on this device.
    this.#rows.put(roomTable as Table<never>, { room: this.room, creator: '', createdAt: 0, createdRank: '' });
    this.#floors = { ...held.floors };
    this.#defaultFloor = held.defaultFloor;
    this.#newest = { ...held.newest };
    this.#cursor = held.cursor;
    this.ready = true;
    this.kept.set(this.#onDevice());
    this.#changed();
  }

  /** Takes a snapshot where there is no cursor to go on from, then follows the feed. Needs a connection. */
  async connect(): Promise<void> {
    if (this.#cursor === '') await this.#takeSnapshot();
    // Nobody made the room yet.
    if (this.#cursor === '') return;
    this.#stop ??= this.#upstream.follow(
      this.room,
      () => this.#cursor,
      (cursor, page) => this.#read(cursor, page),
    );
  }

  /** Calls `reader` with each entry that the feed brings from now on, in order. @returns a function that ends it */
  onEntry(reader: (entry: Entry) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Loads the newest page of a channel, once. */
  async open(channel: string): Promise<void> {
    if (this.#windows.has(channel)) return;
    const window = new ChannelWindow();
    this.#windows.set(channel, window);
    await this.#loadPage(channel, window);
  }

  /** Loads the page before the oldest message in memory. */
  async loadOlder(channel: string): Promise<void> {
    const window = this.#windows.get(channel);
    if (window === undefined || window.loading || window.atStart) return;
    await this.#loadPage(channel, window);
  }

  /** Goes on with pages that could not be loaded while there was no connection. */
  async resumeLoading(): Promise<void> {
    for (const [channel, window] of this.#windows) if (!window.ready && !window.loading) await this.#loadPage(channel, window);
  }

  /** A message by key, if it is in memory. */
  message(author: string, id: string): MessageRow | undefined {
    return this.#rows.get(messageTable, { room: this.room, author, id });
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #loadPage(channel: string, window: ChannelWindow): Promise<void> {
    window.loading = true;
    this.#loads += 1;
    this.#changed();
    try {
      // What the feed brought is on its way into the Replica; without it the page would have a hole.
      await this.#writes;
      const before = window.from;
      const floor = this.#floors[channel] ?? this.#defaultFloor;
      const local = floor < before ? await this.#replica.messages(this.room, channel, before, PAGE) : [];
      const whole = local.filter(({ seq }) => (seq ?? 0) >= floor);
      if (whole.length === PAGE || floor === 0) {
        this.#show(window, whole, floor === 0 && whole.length < PAGE);
        return;
      }
      this.#show(window, whole, false);
      if (this.#upstream.state.state !== 'live') return;
      const from = Math.min(before, whole[0]?.seq ?? before, floor);
      const page = await this.#upstream.history({
        room: this.room,
        channel,
        ...(Number.isFinite(from) && from > 0 ? { before: from } : {}),
        limit: PAGE,
      });
      this.#takePage(channel, window, page);
    } catch {
      // No connection: the page is asked for again when there is one (resumeLoading).
    } finally {
      window.loading = false;
      this.#loads -= 1;
      this.#changed();
    }
  }

  #takePage(channel: string, window: ChannelWindow, page: HistoryPage): void {
    const floor = page.reachedStart ? 0 : (page.messages[0]?.seq ?? 0);
    this.#floors[channel] = floor;
    this.#write({ rows: { messages: [...page.messages, ...page.quoted] }, floors: { [channel]: floor } });
    this.#take({ messages: page.quoted });
    this.#show(window, page.messages, page.reachedStart);
  }

  #show(window: ChannelWindow, messages: readonly MessageRow[], atStart: boolean): void {
    this.#take({ messages });
    window.put(messages.map((row) => this.#rows.get(messageTable, { room: this.room, author: row.author, id: row.id }) ?? row));
    window.atStart ||= atStart;
    window.ready ||= messages.length > 0 || atStart;
  }

  async #takeSnapshot(): Promise<void> {
    const channel = this.#windows.keys().next().value ?? FIRST_CHANNEL;
    const snapshot = await this.#upstream.snapshot(this.room, channel);
    if (snapshot.room === null) return;
    const { channels, users, keys, page } = snapshot;
    const newest = Object.fromEntries(snapshot.newest.map(({ channel: id, seq }) => [id, seq]));
    const defaultFloor = (parseCursor(snapshot.asOf)?.seq ?? 0) + 1;
    this.#rows = new Rows();
    this.#rows.put(roomTable as Table<never>, snapshot.room as unknown as Record<string, Cell>);
    this.#take({ channels, users, keys });
    this.#floors = {};
    this.#defaultFloor = defaultFloor;
    this.#newest = newest;
    this.#cursor = snapshot.asOf;
    this.#writes = this.#writes.then(() => this.#replica.drop(this.room)).catch(() => undefined);
    this.#write({ cursor: snapshot.asOf, rows: { channels, users, keys }, newest, defaultFloor });
    const open = [...this.#windows.keys()];
    this.#windows.clear();
    const window = new ChannelWindow();
    this.#windows.set(channel, window);
    if (page !== null) this.#takePage(channel, window, page);
    this.ready = true;
    this.#changed();
    for (const other of open) await this.open(other);
  }

  #read(cursor: string, page: FeedPage): void {
    if (page.resync) {
      this.close();
      this.#cursor = '';
      void this.connect().catch(() => undefined);
      return;
    }
    for (const { seq, at, event } of page.entries) {
      for (const change of materialize(event)) {
        if (change.table === (messageTable as Table<never>)) this.#applyToMessage(change, seq, at);
        else this.#rows.apply(change, { seq, at });
      }
      if (event.type === 'message.posted') this.#newest[event.channel] = seq;
    }
    this.#cursor = cursor;
    this.#write({ cursor, entries: page.entries, newest: this.#newest });
    this.#changed();
    for (const entry of page.entries) for (const reader of this.#readers) reader(entry);
  }

  /** Messages that nobody looks at go to the Replica alone, so that memory does not grow with the log. */
  #applyToMessage(change: ReturnType<typeof materialize>[number], seq: number, at: number): void {
    const known = this.#rows.get(messageTable, change.key) !== undefined;
    const post = change.writes['post'];
    const shown = post !== undefined && this.#windows.has(String(post.values['channel']));
    // While a page is on its way, keep what it may not show yet.
    if (!known && !shown && this.#loads === 0) return;
    const row = this.#rows.apply(change, { seq, at }) as unknown as MessageRow;
    const window = this.#windows.get(row.channel);
    if (window === undefined || row.seq === null) return;
    // An edit of something older than the window reaches back to belongs to the Replica alone.
    if (post !== undefined || row.seq >= window.from) window.put([row]);
  }

  #take({ channels = [], users = [], keys = [], messages = [] }: WholeRows): void {
    const groups: [Table<never>, readonly unknown[]][] = [
      [channelTable as Table<never>, channels],
      [userTable as Table<never>, users],
      [keyTable as Table<never>, keys],
      [messageTable as Table<never>, messages],
    ];
    for (const [table, rows] of groups) for (const row of rows) this.#rows.put(table, row as Record<string, Cell>);
  }

  #write(update: ReplicaUpdate): void {
    const kept = this.#onDevice();
    this.#writes = this.#writes
      .then(() => this.#replica.update(this.room, update))
      .then(() => this.kept.set(kept))
      .catch(() => undefined);
  }

  /** The newest messages of channels of which this device has the newest. */
  #onDevice(): Newest {
    return Object.fromEntries(
      Object.entries(this.#newest).filter(([channel, seq]) => seq >= (this.#floors[channel] ?? this.#defaultFloor)),
    );
  }

  #changed(): void {
    this.#version += 1;
    this.#listeners.notify();
  }
}
