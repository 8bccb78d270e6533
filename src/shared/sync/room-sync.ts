import { type ChannelRow, channelTable } from '../chat/channel.ts';
import type { MessageRow } from '../chat/message.ts';
import { FIRST_CHANNEL } from '../chat/room.ts';
import { type UserRow, userTable } from '../chat/user.ts';
import { isVisibleChannel } from '../chat/visibility.ts';
import type { Entry } from '../log/entry.ts';
import { parseCursor } from '../log/cursor.ts';
import type { Rows } from '../log/rows.ts';
import type { ChannelWindow } from './channel-window.ts';
import type { FeedPage } from './feed-page.ts';
import type { Kept } from './kept.ts';
import { Listeners } from './listeners.ts';
import { readEntries } from './read-entries.ts';
import type { Replica } from './replica.ts';
import { seqOf, valueOf } from './replica-state.ts';
import { RoomCopy } from './room-copy.ts';
import { isOfMessage, type Recalled, RoomPages, stretchOf } from './room-pages.ts';
import type { Upstream } from './upstream.ts';

/** How a room is followed. */
export interface RoomOptions {
  /** The channel that comes with the first snapshot, in the same round trip; null for programs that show none. */
  readonly first?: string | null;
}

/**
 * One room on this device: paints from the Replica at once, then follows the feed from its cursor.
 * Holds confirmed rows only; what is pending is laid over them by whoever shows them.
 */
export class RoomSync {
  readonly room: string;
  readonly kept: Kept;
  readonly #upstream: Upstream;
  readonly #first: string | null;
  readonly #copy: RoomCopy;
  readonly #pages: RoomPages;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #readers = new Set<(entry: Entry) => void>();
  #painting: Promise<void> | null = null;
  #connecting: Promise<void> | null = null;
  #stop: (() => void) | null = null;
  /** The feed said that its cursor is void. */
  #stale = false;
  #closed = false;
  #version = 0;
  /** Rows are here to show. */
  ready = false;

  constructor(room: string, replica: Replica, upstream: Upstream, { first = FIRST_CHANNEL }: RoomOptions = {}) {
    this.room = room;
    this.#upstream = upstream;
    this.#first = first;
    this.#copy = new RoomCopy(room, replica, () => this.#pages.shown);
    this.#pages = new RoomPages(this.#copy, upstream, () => this.#changed());
    this.kept = this.#copy.kept;
  }

  /** Confirmed rows. */
  get rows(): Rows {
    return this.#copy.rows;
  }

  /** Grows with every change of what this room shows. */
  get version(): number {
    return this.#version;
  }

  /** `seq` up to which the feed was read; 0 before. */
  get seq(): number {
    return seqOf(this.#copy.state?.cursor ?? '');
  }

  /** The log that these rows are of; null before there are any. */
  get epoch(): string | null {
    return parseCursor(this.#copy.state?.cursor ?? '')?.epoch ?? null;
  }

  /** The room exists and its feed is followed, through every loss of the connection. */
  get following(): boolean {
    return this.#stop !== null;
  }

  get channels(): ChannelRow[] {
    return this.rows.list(channelTable, { room: this.room }).filter(isVisibleChannel);
  }

  get users(): UserRow[] {
    return this.rows.list(userTable, { room: this.room });
  }

  /** `seq` of a channel's newest message; 0 where there is none. */
  newest(channel: string): number {
    return valueOf(this.#copy.state?.newest ?? {}, channel) ?? 0;
  }

  window(channel: string): ChannelWindow | undefined {
    return this.#pages.window(channel);
  }

  /** Shows what this device has of the room, if anything; resolves when that is here. */
  paint(): Promise<void> {
    this.#painting ??= this.#paint();
    return this.#painting;
  }

  /** Takes a snapshot where there is no cursor to go on from, then follows the feed. Needs a connection. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Calls `reader` with each entry that the feed brings from now on, in order. @returns a function that ends it */
  onEntry(reader: (entry: Entry) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Loads the newest page of a channel, once. */
  open(channel: string): Promise<void> {
    return this.#pages.openChannel(channel);
  }

  /** Loads the page before the oldest message in memory. */
  loadOlder(channel: string): Promise<void> {
    return this.#pages.loadOlder(channel);
  }

  /** Goes on with pages that could not be loaded while there was no connection. */
  resumeLoading(): Promise<void> {
    return this.#pages.resume();
  }

  /** A message by key, if it is in memory. */
  message(author: string, id: string): MessageRow | undefined {
    return this.#copy.message(author, id);
  }

  /** Brings a message of a page long ago into memory, where the server has it: to edit it, say. Needs a connection. */
  recall(message: Recalled): Promise<void> {
    return this.#pages.recall(message);
  }

  close(): void {
    this.#closed = true;
    this.#unfollow();
    this.#copy.close();
  }

  /** Closes, and forgets the room on this device. */
  forget(): void {
    this.close();
    this.#copy.forget();
  }

  async #paint(): Promise<void> {
    if (!(await this.#copy.paint())) return;
    this.ready = true;
    this.#changed();
  }

  async #connect(): Promise<void> {
    const { about } = this.#upstream.state;
    if (about !== null && this.epoch !== null && about.epoch !== this.epoch) this.#stale = true;
    if (this.#stale) this.#unfollow();
    if (this.#copy.state === null || this.#stale) await this.#takeSnapshot();
    // Nobody made the room yet, or it was left meanwhile.
    if (this.#copy.state === null || this.#stale || this.#closed) return;
    this.#stop ??= this.#upstream.follow(
      this.room,
      () => this.#copy.state?.cursor ?? '',
      (cursor, page) => this.#read(cursor, page),
    );
  }

  #unfollow(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #takeSnapshot(): Promise<void> {
    const first = this.#pages.open[0] ?? this.#first;
    const { asOf, room, page, newest, channels, users, keys } = await this.#upstream.snapshot(this.room, first ?? undefined);
    if (room === null || this.#closed) return;
    const loaded = first === null || page === null ? null : { channel: first, page };
    const stretch = loaded === null ? null : stretchOf(loaded.channel, loaded.page, Infinity);
    this.#copy.begin(room, {
      cursor: asOf,
      rows: { channels, users, keys, messages: [...(page?.messages ?? []), ...(page?.quoted ?? [])] },
      newest: Object.fromEntries(newest.map(({ channel, seq }) => [channel, seq])),
      stretches: stretch === null ? [] : [stretch],
    });
    this.#stale = false;
    this.ready = true;
    void this.#pages.restart(loaded);
    this.#changed();
  }

  #read(cursor: string, page: FeedPage): void {
    if (page.resync) {
      this.#stale = true;
      this.#unfollow();
      this.#changed();
      return;
    }
    const read = readEntries(this.room, page.entries);
    for (const { entry, changes } of read) {
      for (const change of changes) {
        if (isOfMessage(change)) this.#pages.apply(change, entry);
        else this.rows.apply(change, entry);
      }
    }
    const entries = read.map(({ entry }) => entry);
    this.#copy.update({ cursor, entries });
    this.#changed();
    for (const entry of entries) for (const reader of this.#readers) reader(entry);
  }

  #changed(): void {
    this.#version += 1;
    this.#listeners.notify();
  }
}
