import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { ChannelRow } from '#shared/chat/channel.ts';
import { MESSAGE_LIMIT } from '#shared/chat/message.ts';
import { nameId } from '#shared/chat/text.ts';
import type { UserRow } from '#shared/chat/user.ts';
import type { AnswerState } from '#shared/sync/ai-stream.ts';
import type { Session } from './device-session.ts';
import { messagesView, messageView, positionKey, roomView } from './room-view.ts';
import { useSession } from './session.tsx';
import type { StorageHealth } from './storage.ts';
import type { ConnectionView, MessagesView, MessageView, Profile, RoomView } from './views.ts';

/** Reads a value that is made out of several stores; made anew only when one of them tells of a change. */
function useView<T>(subscribe: (listener: () => void) => () => void, version: () => unknown, make: () => T): T {
  const held = useRef<{ version: unknown; make: () => T; value: T } | null>(null);
  return useSyncExternalStore(subscribe, () => {
    const now = version();
    if (held.current === null || held.current.version !== now || held.current.make !== make)
      held.current = { version: now, make, value: make() };
    return held.current.value;
  });
}

/** Subscribes to all that rooms are made of. */
function subscribeRooms(session: Session): (listener: () => void) => () => void {
  return (listener) => {
    const ends = [session.client, session.positions, session.rooms].map((store) => store.subscribe(listener));
    return () => {
      for (const end of ends) end();
    };
  };
}

function viewOf(session: Session, room: string): RoomView {
  const { client, positions } = session;
  if (session.profile.get() === null)
    return { room, channels: [], people: [], helpers: [], me: undefined, ready: false, problem: null };
  return roomView(
    client.join(room),
    client.overlay(room),
    positions.get(),
    client.signer.userId,
    session.about?.ai.userId,
    client.refusalOf(room)?.message ?? null,
  );
}

/** How we stand with the server. */
export function useConnection(): ConnectionView {
  const { client } = useSession();
  const make = useCallback((): ConnectionView => {
    const { state, since, lastInTouch, problem } = client.upstream.state;
    const waiting = client.outbox.pending.filter(({ status }) => status === 'waiting').length;
    return { state, since, lastInTouch, problem, waiting };
  }, [client]);
  return useView(client.subscribe, () => client.version, make);
}

/** The server this page came from. */
export function useServer(): {
  name: string;
  host: string;
  userId: string;
  limits: { messageLength: number };
  ai: { userId: string; model: string } | null;
} {
  const session = useSession();
  const { client } = session;
  const about = useSyncExternalStore(client.subscribe, () => session.about);
  return useMemo(
    () => ({
      name: about?.name ?? location.hostname,
      host: location.host,
      userId: client.signer.userId,
      limits: { messageLength: about?.limits.messageLength ?? MESSAGE_LIMIT },
      ai: about?.ai ?? null,
    }),
    [about, client],
  );
}

/** The rooms this device has joined. */
export function useRooms(): RoomView[] {
  const session = useSession();
  const subscribe = useMemo(() => subscribeRooms(session), [session]);
  const make = useCallback(() => session.rooms.get().map((room) => viewOf(session, room)), [session]);
  return useView(subscribe, () => session.version, make);
}

/** One room; it is joined, and made if nobody did, once the person has a name. */
export function useRoom(room: string): RoomView {
  const session = useSession();
  const subscribe = useMemo(() => subscribeRooms(session), [session]);
  const make = useCallback((): RoomView => {
    if (nameId(room) === room) return viewOf(session, room);
    return { room, channels: [], people: [], helpers: [], me: undefined, ready: false, problem: 'A room cannot have that name.' };
  }, [session, room]);
  const view = useView(subscribe, () => session.version, make);
  useEffect(() => {
    if (view.ready) session.remember(room);
  }, [session, room, view.ready]);
  return view;
}

/** The messages of a channel that are in memory, and how to get older ones. */
export function useMessages(room: string, channel: string): MessagesView & { loadOlder(): Promise<void> } {
  const session = useSession();
  const { client } = session;
  const joined = useRoom(room).ready;
  useEffect(() => {
    if (joined) void client.join(room).open(channel);
  }, [client, room, channel, joined]);
  const subscribe = useMemo(() => subscribeRooms(session), [session]);
  const make = useCallback(() => {
    if (session.profile.get() === null) return { messages: [], atStart: false, ready: false, loading: false };
    return messagesView(client.join(room), client.overlay(room), channel);
  }, [session, client, room, channel]);
  const view = useView(subscribe, () => session.version, make);
  const loadOlder = useCallback(() => client.join(room).loadOlder(channel), [client, room, channel]);
  return useMemo(() => ({ ...view, loadOlder }), [view, loadOlder]);
}

/** A person of a room. */
export function useUser(room: string, userId: string): UserRow | undefined {
  const { people, helpers } = useRoom(room);
  return [...people, ...helpers].find((person) => person.user === userId);
}

/** A message by key, for a quote of it; undefined where this device does not have it. */
export function useMessage(room: string, author: string, id: string): MessageView | undefined {
  const session = useSession();
  const { client } = session;
  const subscribe = useMemo(() => subscribeRooms(session), [session]);
  const make = useCallback(() => {
    const overlay = client.overlay(room);
    const row = client.join(room).message(author, id) ?? overlay.posts.find((post) => post.author === author && post.id === id);
    return row === undefined ? undefined : messageView(row, overlay);
  }, [client, room, author, id]);
  return useView(subscribe, () => session.version, make);
}

/** An answer of the AI while it is being written; undefined once it is not. */
export function useAnswer(message: Pick<MessageView, 'room' | 'id' | 'state'>): AnswerState | undefined {
  const session = useSession();
  const { room, id, state } = message;
  const writing = state === 'writing';
  const answers = session.answers(room);
  const subscribe = useCallback(
    (listener: () => void) => (writing ? answers.subscribe(listener) : () => undefined),
    [answers, writing],
  );
  return useSyncExternalStore(subscribe, () => (writing ? answers.answer(id) : undefined));
}

/** The person's profile, kept on this device; null on the first visit. */
export function useProfile(): [Profile | null, (profile: Profile) => void] {
  const { profile } = useSession();
  const value = useSyncExternalStore(profile.subscribe, profile.get);
  const set = useCallback((next: Profile) => profile.set(next), [profile]);
  return [value, set];
}

/** Whether this browser keeps what it should. */
export function useStorage(): StorageHealth {
  const { storage } = useSession();
  return useSyncExternalStore(storage.subscribe, storage.get);
}

/** What a person can do. */
export interface Actions {
  send(room: string, channel: string, text: string, replyTo: { author: string; id: string } | null): void;
  edit(message: MessageView, text: string): void;
  remove(message: MessageView): void;
  retry(commandId: string): void;
  discard(commandId: string): void;
  /** Resolves to the channel's id; rejects with an error whose message is for people. */
  createChannel(room: string, name: string): Promise<string>;
  /** Rejects with an error whose message is for people. */
  changeChannel(row: ChannelRow, patch: { name?: string; topic?: string; archived?: boolean }): Promise<void>;
  leaveRoom(room: string): void;
  markRead(room: string, channel: string, seq: number): void;
  /** `seq` last shown on this device, 0 if never. */
  readPosition(room: string, channel: string): number;
  /** Stops an answer that this person asked for. Rejects with an error whose message is for people. */
  stopAnswer(answer: MessageView): Promise<void>;
  /** Goes on with a stopped answer, or asks for a finished one anew. Rejects likewise. */
  askAgain(answer: MessageView): Promise<void>;
  reconnect(): void;
}

export function useActions(): Actions {
  const session = useSession();
  return useMemo(() => {
    const { client, positions, sending } = session;
    return {
      send: (room, channel, text, replyTo) => sending.send({ room, channel, text, replyTo }),
      edit: (message, text) => sending.edit(message, text),
      remove: (message) => sending.erase(message),
      retry: (commandId) => sending.retry(commandId),
      discard: (commandId) => void client.discard(commandId),
      createChannel: (room, name) => client.createChannel(room, name),
      changeChannel: (row, patch) => client.changeChannel(row, patch),
      leaveRoom: (room) => session.leave(room),
      markRead: (room, channel, seq) => session.markRead(room, channel, seq),
      readPosition: (room, channel) => positions.get()[positionKey(room, channel)] ?? 0,
      stopAnswer: ({ room, id }) => client.upstream.stopAnswer(room, id),
      askAgain: ({ room, id }) => client.upstream.askAgain(room, id),
      reconnect: () => client.upstream.reconnect(),
    };
  }, [session]);
}
