import type { Activity } from './presence.ts';
import { PresenceSync } from './presence-sync.ts';
import { ReceiptSync } from './receipt-sync.ts';
import type { ChannelMarks } from './receipts.ts';
import type { SyncClient } from './sync-client.ts';

/** Where a device keeps how far people came, between two runs. */
export interface MarksMemory {
  load(room: string): readonly ChannelMarks[];
  /** Null: the room was left. */
  save(room: string, marks: readonly ChannelMarks[] | null): void;
}

/** Hears up to which `seq` another device of ours has read a channel. */
export type ReadElsewhere = (room: string, channel: string, seq: number) => void;

interface Attended {
  readonly presence: PresenceSync;
  readonly receipts: ReceiptSync;
  stop: (() => void) | null;
}

/**
 * Being in rooms: this device is present in every room that its client has joined, and tells what it
 * received there. One for each client.
 */
export class Attendance {
  readonly #client: SyncClient;
  readonly #memory: MarksMemory | undefined;
  readonly #onRead: ReadElsewhere;
  readonly #rooms = new Map<string, Attended>();
  readonly #end: () => void;
  #activity: Activity = 'active';

  constructor(client: SyncClient, memory?: MarksMemory, onRead: ReadElsewhere = () => undefined) {
    this.#client = client;
    this.#memory = memory;
    this.#onRead = onRead;
    this.#end = client.subscribe(() => this.#look());
    this.#look();
  }

  /** Who is in a room. */
  presence(room: string): PresenceSync {
    return this.#of(room).presence;
  }

  /** How far people came in a room. */
  receipts(room: string): ReceiptSync {
    return this.#of(room).receipts;
  }

  /** Somebody is at this device, or nobody is. */
  setActivity(activity: Activity): void {
    if (activity === this.#activity) return;
    this.#activity = activity;
    for (const { presence } of this.#rooms.values()) presence.tellActivity();
  }

  close(): void {
    this.#end();
    for (const room of this.#rooms.keys()) this.#leave(room);
  }

  #of(room: string): Attended {
    let attended = this.#rooms.get(room);
    if (attended === undefined) {
      const { upstream } = this.#client;
      const presence = new PresenceSync(room, upstream, () => this.#activity);
      const receipts = new ReceiptSync(room, upstream);
      receipts.recall(this.#memory?.load(room) ?? []);
      receipts.subscribe(() => {
        this.#memory?.save(room, receipts.marks);
        for (const [channel, seq] of receipts.ownRead) this.#onRead(room, channel, seq);
      });
      attended = { presence, receipts, stop: null };
      this.#rooms.set(room, attended);
    }
    return attended;
  }

  /** Enters rooms that the client has entered, and leaves those it left. */
  #look(): void {
    const joined = new Set(this.#client.rooms);
    for (const room of joined) {
      const attended = this.#of(room);
      attended.stop ??= this.#client.join(room).kept.follow((newest) => {
        for (const [channel, seq] of Object.entries(newest)) attended.receipts.received(channel, seq);
      });
      if (!this.#client.isEntered(room)) continue;
      attended.presence.connect();
      attended.receipts.connect();
    }
    for (const [room, { stop }] of this.#rooms) {
      if (stop === null || joined.has(room)) continue;
      this.#leave(room);
      this.#memory?.save(room, null);
    }
  }

  #leave(room: string): void {
    const attended = this.#rooms.get(room);
    if (attended === undefined || attended.stop === null) return;
    attended.stop();
    attended.presence.close();
    attended.receipts.close();
    this.#rooms.delete(room);
  }
}
