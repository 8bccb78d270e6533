import type { ChannelRow } from '#shared/chat/channel.ts';
import type { MessageRow } from '#shared/chat/message.ts';
import type { UserRow } from '#shared/chat/user.ts';

/** How far a message of ours has come: waiting on this device, stored by the server, refused. */
export type Delivery = 'waiting' | 'stored' | 'failed';

/** A message as the list shows it: the row, with what is still pending folded in. */
export interface MessageView extends MessageRow {
  delivery: Delivery;
  /** Why it was refused, in words for people; null unless failed. */
  problem: string | null;
  /** The pending command behind it, for `retry` and `discard`; null once stored. */
  commandId: string | null;
}

export interface ChannelView extends ChannelRow {
  /** Whether messages came since this device last showed the channel. */
  unread: boolean;
}

/** A room this device has joined, with its channels in the order of their names, `general` first. */
export interface RoomView {
  room: string;
  channels: ChannelView[];
  /** People of flesh and blood. */
  people: UserRow[];
  /** The AI, where the room has met it. */
  helpers: UserRow[];
  /** Our own profile in this room; undefined until the first snapshot. */
  me: UserRow | undefined;
  /** Rows are here to show, from this device or the server. */
  ready: boolean;
  /** Why the room cannot be shown (a reserved or invalid name, say), in words for people. */
  problem: string | null;
}

/** The connection in words for people. `since` and `lastInTouch` are ms since 1970. */
export interface ConnectionView {
  state: 'connecting' | 'live' | 'offline';
  since: number;
  lastInTouch: number | null;
  /** What keeps us from connecting, when the server told us (a clock that is wrong, say). */
  problem: string | null;
  /** Commands on this device that have no verdict yet. */
  waiting: number;
}

export interface MessagesView {
  messages: MessageView[];
  /** The first message of the channel is among them. */
  atStart: boolean;
  /** The newest page is here, from this device or the server. */
  ready: boolean;
  loading: boolean;
}

/** What a person tells about themselves; kept in local storage and sent to every room they join. */
export interface Profile {
  name: string;
  email: string;
  /** 1 to 8, or null for the one that follows from the user id. */
  colour: number | null;
}
