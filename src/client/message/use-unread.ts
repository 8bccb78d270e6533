import { useEffect, useRef, useState } from 'react';
import { useActions, useConnection } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';

/** ms after connecting within which messages still count as having come while we were away. */
const CATCH_UP = 1_500;

function usePresent(): boolean {
  const [present, setPresent] = useState(() => !document.hidden && document.hasFocus());
  useEffect(() => {
    const look = () => setPresent(!document.hidden && document.hasFocus());
    const events = ['focus', 'blur'] as const;
    for (const name of events) addEventListener(name, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      for (const name of events) removeEventListener(name, look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return present;
}

interface Unread {
  /** The `seq` of the first message that came while nobody looked; it stays until the channel is left. */
  firstUnreadSeq: number | null;
  /** Tells that the newest message is in sight. */
  onBottom: (at: boolean) => void;
  bottom: boolean;
  /** Messages of others that came since the bottom was left. */
  below: number;
}

/** What of a channel was not read yet, and the telling of what now is. */
export function useUnread(room: string, channel: string, userId: string, messages: readonly MessageView[]): Unread {
  const { markRead, readPosition } = useActions();
  const { state, since } = useConnection();
  const present = usePresent();
  const [bottom, onBottom] = useState(true);
  const [seen, setSeen] = useState(() => readPosition(room, channel));
  const [firstUnreadSeq, setFirst] = useState<number | null>(null);
  const opened = useRef(false);

  const newest = messages.findLast((message) => message.seq !== null)?.seq ?? 0;
  const unseen = seen === 0 ? [] : messages.filter((message) => message.author !== userId && (message.seq ?? 0) > seen);
  const first = unseen[0]?.seq ?? null;

  useEffect(() => {
    if (newest === 0) return;
    // What is here when the channel opens came before, and so does what the first moments of a connection bring.
    const catchingUp = !opened.current || state !== 'live' || Date.now() - since < CATCH_UP;
    opened.current = true;
    if (firstUnreadSeq === null && first !== null && (catchingUp || !present || !bottom)) setFirst(first);
    if (!present || !bottom) return;
    markRead(room, channel, newest);
    setSeen(newest);
  }, [newest, first, present, bottom, firstUnreadSeq, state, since, room, channel, markRead]);

  return { firstUnreadSeq, onBottom, bottom, below: bottom ? 0 : unseen.length };
}
