import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { PersonState } from '#shared/sync/presence.ts';
import type { Reach } from '#shared/sync/receipt-sync.ts';
import type { Presence } from '../people/avatar.tsx';
import { useConnection, useRoom } from './hooks.ts';
import { useSession } from './session.tsx';
import type { MessageView } from './views.ts';

const PRESENCES = { active: 'here', idle: 'away', gone: 'gone' } as const satisfies Record<PersonState['state'], Presence>;

/** Who is in a room, as the server told last; null before it told anything. */
export interface RoomPresence {
  readonly people: ReadonlyMap<string, PersonState>;
  /** ms by which the server's clock is ahead of this device's. */
  readonly clockAhead: number;
}

/** Who is in a room. While there is no connection it stays as it was. */
export function useRoomPresence(room: string): RoomPresence | null {
  const presence = useSession().attendance.presence(room);
  const people = useSyncExternalStore(presence.subscribe, () => presence.people);
  return useMemo(() => (presence.known ? { people, clockAhead: presence.clockAhead } : null), [presence, people]);
}

/** How a person stands in what is known of a room; whoever was never seen is not here. */
export function presenceOf(presence: RoomPresence | null, user: string): Presence | undefined {
  return presence === null ? undefined : PRESENCES[presence.people.get(user)?.state ?? 'gone'];
}

/** The names of others who type in a channel now. Nobody does while there is no connection to tell. */
export function useTyping(room: string, channel: string, self: string): string[] {
  const presence = useRoomPresence(room);
  const { people } = useRoom(room);
  const live = useConnection().state === 'live';
  return useMemo(() => {
    if (!live || presence === null) return [];
    const typing = people.filter(({ user }) => user !== self && presence.people.get(user)?.typing === channel);
    return typing.map(({ name }) => name);
  }, [presence, people, live, channel, self]);
}

/** Tells others that something is typed in a channel, at every change of the text. It is over when the channel is left. */
export function useTypingSignal(room: string, channel: string): (text: string) => void {
  const presence = useSession().attendance.presence(room);
  useEffect(() => () => presence.type(null), [presence]);
  return useCallback((text: string) => presence.type(text.trim() === '' ? null : channel), [presence, channel]);
}

/** How far a stored message of ours came. */
export function useReach(message: MessageView): Reach {
  const receipts = useSession().attendance.receipts(message.room);
  const { channel, seq, author } = message;
  return useSyncExternalStore(receipts.subscribe, () => (seq === null ? 'stored' : receipts.reach(channel, seq, author)));
}

/** Tells that a person saw a channel's messages up to a `seq` on this device. */
export function useReadReceipt(room: string, channel: string): (seq: number) => void {
  const receipts = useSession().attendance.receipts(room);
  return useCallback((seq: number) => receipts.read(channel, seq), [receipts, channel]);
}

export interface ReadReceiptChoice {
  /** Null before the server told. */
  readonly on: boolean | null;
  /** It could not be stored; as before. */
  readonly failed: boolean;
  set(on: boolean): void;
}

/** Whether our read receipts are on, in all rooms of this server. */
export function useReadReceiptChoice(room: string): ReadReceiptChoice {
  const { attendance, upstream } = useSession();
  const receipts = attendance.receipts(room);
  const silent = useSyncExternalStore(receipts.subscribe, () => receipts.silent);
  /** What was chosen and is on its way. */
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [failed, setFailed] = useState(false);
  const set = useCallback(
    (on: boolean) => {
      setFailed(false);
      setWanted(on);
      const isDone = (): void => setWanted(null);
      upstream.setSilent(!on).then(isDone, () => {
        isDone();
        setFailed(true);
      });
    },
    [upstream],
  );
  return { on: silent === null ? null : (wanted ?? !silent), failed, set };
}
