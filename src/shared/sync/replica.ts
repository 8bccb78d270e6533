import type { ChannelRow } from '../chat/channel.ts';
import type { MessageRow } from '../chat/message.ts';
import type { KeyRow, UserRow } from '../chat/user.ts';
import type { Entry } from '../log/entry.ts';

/** What a Replica holds of a room beside its messages. */
export interface ReplicaRoom {
  /** How far the feed was read into it. */
  readonly cursor: string;
  /**
   * Per channel, the `seq` from which on it holds every message; a channel that is not named is
   * whole from `defaultFloor` on. 0 means from the channel's beginning.
   */
  readonly floors: Readonly<Record<string, number>>;
  readonly defaultFloor: number;
  /** Per channel, the `seq` of its newest message. */
  readonly newest: Readonly<Record<string, number>>;
  readonly channels: readonly ChannelRow[];
  readonly users: readonly UserRow[];
  readonly keys: readonly KeyRow[];
}

/** Rows that came whole, from a snapshot or a page of history. */
export interface WholeRows {
  readonly channels?: readonly ChannelRow[];
  readonly users?: readonly UserRow[];
  readonly keys?: readonly KeyRow[];
  readonly messages?: readonly MessageRow[];
}

/** One step of a Replica: written whole or not at all. */
export interface ReplicaUpdate {
  readonly cursor?: string;
  readonly entries?: readonly Entry[];
  readonly rows?: WholeRows;
  readonly floors?: Readonly<Record<string, number>>;
  readonly defaultFloor?: number;
  readonly newest?: Readonly<Record<string, number>>;
}

/**
 * The port to a copy of rooms' rows on this device. Disposable: whatever is in it can be had again
 * from the server, so it may be dropped at any time. `tests/contracts/replica.ts` says what every
 * adapter must do.
 */
export interface Replica {
  /** What it holds of a room; null if nothing. */
  room(room: string): Promise<ReplicaRoom | null>;
  /** Visible messages of a channel with `seq` below `before`, newest `limit` of them, oldest first. */
  messages(room: string, channel: string, before: number, limit: number): Promise<MessageRow[]>;
  update(room: string, update: ReplicaUpdate): Promise<void>;
  drop(room: string): Promise<void>;
}
