import type { WebSocket } from 'ws';
import { channelTable } from '#shared/chat/channel.ts';
import type { MessageRow } from '#shared/chat/message.ts';
import { roomTable } from '#shared/chat/room.ts';
import type { Entry } from '#shared/log/entry.ts';
import { RENDERINGS } from '#shared/wire/frames-of-events.ts';
import type { Hub } from '../log/hub.ts';
import type { Database } from '../store/database.ts';
import { readRecent } from '../store/recent.ts';
import type { MessageRenderer, RoomWords } from './message-renderer.ts';
import { readRows } from './read-rows.ts';
import { RoomDirectory } from './room-directory.ts';
import type { Received } from './guest-receipts.ts';
import { findMessage } from './stored-messages.ts';
import { UpdateClock } from './update-clock.ts';

export interface RoomStreamOptions {
  readonly database: Database;
  readonly renderer: MessageRenderer;
  /** Carries ready frames, one text each. */
  readonly hub: Hub<string, readonly string[]>;
  /** `seq` of the newest entry of the log. */
  head(): number;
  /** History takes up no more than this of what may wait for a connection, in bytes. */
  readonly historyBytes: number;
  onProblem(cause: unknown): void;
}

/** A socket that hears a room. */
export interface Joined {
  /** `seq` of the newest entry that was published before. */
  readonly after: number;
  /** What it got of the history. */
  readonly history: readonly Received[];
  leave(): void;
}

/** Wait after a failed read, in ms. */
const RETRY_MS = 1000;

/** All sockets of a room are one group: they get the same bytes. */
const EVERYBODY = 'everybody';

/**
 * A room as clients of the envelope see it: the entries of the log, one after the other, as frames
 * for all its sockets. Whatever touches the order of frames takes its turn here, so that nobody who
 * joins misses an entry or gets one twice.
 */
export class RoomStream {
  readonly directory: RoomDirectory;
  /** Resolves once the room is read; rejects where it could not be. */
  readonly ready: Promise<void>;
  readonly #options: RoomStreamOptions;
  readonly #words: RoomWords;
  /** `seq` up to which the log was when the room was opened; what is told of it later is history. */
  readonly #opened: number;
  #waiting: Entry[] = [];
  /** `seq` of the newest entry that was published. */
  #published: number;
  #committed: number;
  #turns: Promise<unknown>;
  #closed = false;
  readonly #onPublished: (channel: string, seq: number) => void;

  /**
   * Begins to read the room. Entries that are committed from now on go to `committed`.
   * @param onPublished told of each new message that everybody got
   */
  constructor(room: string, options: RoomStreamOptions, onPublished: (channel: string, seq: number) => void = () => undefined) {
    const directory = new RoomDirectory(room);
    const clock = new UpdateClock();
    this.directory = directory;
    this.#options = options;
    this.#onPublished = onPublished;
    this.#words = { labelOf: (channel) => directory.labelOf(channel), stamp: (message, at) => clock.stamp(message, at) };
    this.#opened = this.#published = this.#committed = options.head();
    const lookups = [roomTable, channelTable].map((table) => ({ table: table as never, prefix: { room } }));
    this.ready = readRows(options.database.client, lookups).then((rows) => directory.put(rows));
    this.#turns = this.ready;
    this.ready.catch(() => undefined);
  }

  /** `seq` of the newest entry of the room that is stored; what is stored later has a higher one. */
  get head(): number {
    return this.#committed;
  }

  /** Takes entries of this room that were just committed. */
  committed(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.seq <= this.#opened) continue;
      this.#committed = entry.seq;
      if (RENDERINGS[entry.event.type] === 'message') this.#waiting.push(entry);
      else this.directory.apply(entry);
    }
    if (this.#waiting.length > 0) void this.inTurn(() => this.#publish());
  }

  /** Joins a socket, after the newest `history` messages of the room. */
  join(socket: WebSocket, history: number): Promise<Joined> {
    const { database, renderer, hub, historyBytes } = this.#options;
    const { room } = this.directory;
    return this.inTurn(async () => {
      const rows = history === 0 ? [] : await readRecent(database, room, history, this.#published);
      const texts = (await renderer.ofRows(rows, this.#words)).map((frame) => JSON.stringify(frame));
      let bytes = 0;
      const last = texts.findLastIndex((text) => (bytes += Buffer.byteLength(text)) > historyBytes);
      const sent = texts.slice(last + 1);
      for (const text of sent) socket.send(text);
      const leave = hub.join(room, EVERYBODY, (frames) => frames, socket);
      return { after: this.#published, history: newestOf(rows.slice(rows.length - sent.length)), leave };
    });
  }

  /** Publishes one more frame to everybody. */
  say(make: () => Promise<string>): void {
    void this.inTurn(async () => this.#options.hub.publish(this.directory.room, [await make()]));
  }

  /** Publishes an answer that is being written, with its text so far. */
  grow(message: string, text: string): void {
    const { database, renderer, hub } = this.#options;
    void this.inTurn(async () => {
      const row = await findMessage(database.client, this.directory.room, message);
      // Its end is in the log, and comes from there.
      if (row?.state !== 'writing') return;
      const frames = await renderer.ofGrowing(row, text, this.#words);
      hub.publish(
        this.directory.room,
        frames.map((frame) => JSON.stringify(frame)),
      );
    });
  }

  /** Sends a stored message to one socket alone, as it is now. @returns whether there is such a message */
  echo(message: string, socket: WebSocket): Promise<boolean> {
    const { database, renderer } = this.#options;
    return this.inTurn(async () => {
      const row = await findMessage(database.client, this.directory.room, message);
      if (row === undefined) return false;
      for (const frame of await renderer.ofRows([row], this.#words)) socket.send(JSON.stringify(frame));
      return true;
    });
  }

  /** Does something when everything before it is done. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turns.then(work);
    this.#turns = result.catch((cause: unknown) => this.#options.onProblem(cause));
    return result;
  }

  close(): void {
    this.#closed = true;
  }

  /** Makes frames of all that waits. What could not be read is tried again: nothing may be left out. */
  async #publish(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    const last = entries.at(-1);
    if (last === undefined) return;
    for (;;) {
      if (this.#closed) return;
      try {
        const frames = await this.#options.renderer.ofEntries(entries, this.#words);
        this.#published = last.seq;
        if (frames.length > 0)
          this.#options.hub.publish(
            this.directory.room,
            frames.map((frame) => JSON.stringify(frame)),
          );
        for (const { seq, event } of entries) if (event.type === 'message.posted') this.#onPublished(event.channel, seq);
        return;
      } catch (cause) {
        this.#options.onProblem(cause);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }
}

/** The newest message of each channel, out of messages in the order of the log. */
function newestOf(rows: readonly MessageRow[]): Received[] {
  return Array.from(new Map(rows.map(({ channel, seq }) => [channel, seq ?? 0])), ([channel, received]) => ({
    channel,
    received,
  }));
}
