import type { ChannelRow } from '../chat/channel.ts';
import type { MessageRow } from '../chat/message.ts';
import type { RoomRow } from '../chat/room.ts';
import type { KeyRow, UserRow } from '../chat/user.ts';

/** A page of a channel's messages, oldest first. */
export interface HistoryPage {
  readonly messages: MessageRow[];
  /** The channel has no older message than the first of these. */
  readonly reachedStart: boolean;
  /** The channel has no newer message than the last of these. */
  readonly reachedEnd: boolean;
  /** Messages that these reply to and that are not among them. */
  readonly quoted: MessageRow[];
}

/** A room's rows, as of `asOf`; from there a feed goes on. */
export interface Snapshot {
  readonly asOf: string;
  readonly room: RoomRow | null;
  readonly channels: ChannelRow[];
  readonly users: UserRow[];
  readonly keys: KeyRow[];
  /** `seq` of the newest message of each channel that has any. */
  readonly newest: { channel: string; seq: number }[];
  /** The newest page of the channel that was asked for. */
  readonly page: HistoryPage | null;
}

/** What somebody sees of a room before they join it. */
export interface RoomPreview {
  readonly count: number;
  readonly people: { user: string; name: string; colour: number | null }[];
}
