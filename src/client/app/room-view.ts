import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { channelTable } from '#shared/chat/channel.ts';
import { userTable } from '#shared/chat/user.ts';
import { isVisibleChannel } from '#shared/chat/visibility.ts';
import { messageKey, type Overlay } from '#shared/sync/pending-overlay.ts';
import type { RoomSync } from '#shared/sync/room-sync.ts';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import type { ChannelView, MessagesView, MessageView, RoomView } from './views.ts';

/** Where a device stopped reading, under `room/channel`. */
export function positionKey(room: string, channel: string): string {
  return `${room}/${channel}`;
}

function byName(a: ChannelView, b: ChannelView): number {
  if (a.channel === FIRST_CHANNEL || b.channel === FIRST_CHANNEL) return a.channel === FIRST_CHANNEL ? -1 : 1;
  return a.name.localeCompare(b.name);
}

/** What the sidebar and the panels show of a room. */
export function roomView(
  sync: RoomSync,
  overlay: Overlay,
  positions: Readonly<Record<string, number>>,
  user: string,
  ai: string | undefined,
  problem: string | null,
): RoomView {
  const { room } = sync;
  const channels = overlay.rows
    .list(channelTable, { room })
    .filter(isVisibleChannel)
    .map((row) => ({ ...row, unread: sync.newest(row.channel) > (positions[positionKey(room, row.channel)] ?? 0) }))
    .sort(byName);
  const everybody = overlay.rows.list(userTable, { room }).sort((a, b) => a.name.localeCompare(b.name));
  const people = everybody.filter((person) => person.user !== ai);
  const helpers = everybody.filter((person) => person.user === ai);
  return { room, channels, people, helpers, me: people.find((person) => person.user === user), ready: sync.ready, problem };
}

/** Views of stored messages, kept so that a row that did not change is not drawn again. */
const stored = new WeakMap<MessageRow, MessageView>();

/** A message with what is pending about it. */
export function messageView(confirmed: MessageRow, overlay: Overlay): MessageView {
  const pending = overlay.byMessage.get(messageKey(confirmed));
  if (pending === undefined) {
    let view = stored.get(confirmed);
    if (view === undefined) {
      view = { ...confirmed, delivery: 'stored', problem: null, commandId: null };
      stored.set(confirmed, view);
    }
    return view;
  }
  const { room, author, id } = confirmed;
  const row = overlay.rows.get(messageTable, { room, author, id }) ?? confirmed;
  const delivery = pending.status;
  return { ...row, delivery, problem: pending.problem, commandId: delivery === 'stored' ? null : pending.command.id };
}

/** What the list shows of a channel: stored messages in the order of the log, then those on their way. */
export function messagesView(sync: RoomSync, overlay: Overlay, channel: string): MessagesView {
  const window = sync.window(channel);
  const messages = (window?.rows ?? []).map((row) => messageView(row, overlay));
  for (const row of overlay.posts)
    if (row.channel === channel) messages.push(messageView({ ...row, at: row.authoredAt }, overlay));
  return { messages, atStart: window?.atStart ?? false, ready: window?.ready ?? false, loading: window?.loading ?? false };
}
