import type { ChannelRow } from '../chat/channel.ts';
import type { MessageRow } from '../chat/message.ts';
import type { KeyRow, UserRow } from '../chat/user.ts';
import type { Entry } from '../log/entry.ts';

/** How much of a room is held. */
export interface ReplicaState {
  /** How far the feed was read into it. */
  readonly cursor: string;
  /**
   * Per channel, the `seq` from which on it holds every message up to the cursor; a channel that is
   * not named is whole from `defaultFloor` on. 0 means from the channel's beginning.
   */
  readonly floors: Readonly<Record<string, number>>;
  readonly defaultFloor: number;
  /** Per channel, the `seq` of its newest message, held or not. */
  readonly newest: Readonly<Record<string, number>>;
}

/** What a Replica holds of a room beside its messages. */
export interface ReplicaRoom extends ReplicaState {
  readonly channels: readonly ChannelRow[];
  readonly users: readonly UserRow[];
  readonly keys: readonly KeyRow[];
}

/** Messages of one channel without a gap, oldest first. */
export interface ReplicaPage {
  readonly messages: readonly MessageRow[];
  /** As of when: nothing newer is among them. */
  readonly cursor: string;
  /** The `seq` from which on the channel is held without a gap. */
  readonly floor: number;
}

/** Rows that came whole, from a snapshot or a page of history. */
export interface WholeRows {
  readonly channels?: readonly ChannelRow[];
  readonly users?: readonly UserRow[];
  readonly keys?: readonly KeyRow[];
  readonly messages?: readonly MessageRow[];
}

/** A stretch of one channel: all its messages with `from` ≤ `seq` < `before`. */
export interface Stretch {
  readonly channel: string;
  readonly from: number;
  readonly before: number;
}

/** What the copy of a room begins with: a snapshot, and whole stretches that came with it. */
export interface ReplicaStart {
  readonly cursor: string;
  readonly rows: WholeRows;
  readonly newest: Readonly<Record<string, number>>;
  readonly stretches: readonly Stretch[];
}

/** One step on from there. */
export interface ReplicaUpdate {
  /** Where whoever brings this stood before it. Rows of another epoch are of another log and are not taken. */
  readonly after: string;
  /** Where they stand now: `entries` are all entries of the room between the two. */
  readonly cursor?: string;
  readonly entries?: readonly Entry[];
  readonly rows?: WholeRows;
  /** A stretch of which `rows` has every message. */
  readonly stretch?: Stretch;
}

/**
 * The port to a copy of rooms' rows on this device. Disposable: whatever is in it can be had again
 * from the server, so it may be dropped at any time, also by another tab that shares it.
 * `tests/contracts/replica.ts` says what every adapter must do.
 */
export interface Replica {
  /** What it holds of a room; null if nothing. */
  room(room: string): Promise<ReplicaRoom | null>;
  /** The newest `limit` messages of a channel with `seq` below `before` that join without a gap; null if it holds nothing of the room. */
  page(room: string, channel: string, before: number, limit: number): Promise<ReplicaPage | null>;
  /** Lets go of what it holds of a room and begins anew, whole or not at all. */
  begin(room: string, start: ReplicaStart): Promise<void>;
  /** Takes one step, whole or not at all. @returns false where it holds nothing of the room to go on from */
  update(room: string, update: ReplicaUpdate): Promise<boolean>;
  drop(room: string): Promise<void>;
}
