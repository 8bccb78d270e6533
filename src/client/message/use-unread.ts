import { useEffect, useState } from 'react';
import { useActions, useConnection } from '../app/hooks.ts';
import { usePresent } from '../app/use-present.ts';
import type { MessageView } from '../app/views.ts';

/** ms after connecting within which messages still count as having come while we were away. */
const CATCH_UP = 1_500;

/** Whether the connection has stood long enough for what was missed to have come. */
function useSettled(): boolean {
  const { state, since } = useConnection();
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(since), Math.max(0, since + CATCH_UP - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  return state === 'live' && settled === since;
}

interface Unread {
  /** The `seq` of the first message that came while nobody looked; it stays until the channel is left. */
  firstUnreadSeq: number | null;
  /** Tells whether the newest message is in sight. */
  onBottom: (at: boolean) => void;
  bottom: boolean;
  /** Messages of others that came since the end was left. */
  below: number;
}

/** What of a channel was not read yet, and the telling of what now is. */
export function useUnread(room: string, channel: string, userId: string, messages: readonly MessageView[]): Unread {
  const { markRead, readPosition } = useActions();
  const present = usePresent();
  const settled = useSettled();
  const [bottom, onBottom] = useState(true);
  const [seen, setSeen] = useState(() => readPosition(room, channel));
  const [firstUnreadSeq, setFirst] = useState<number | null>(null);

  const newest = messages.findLast((message) => message.seq !== null)?.seq ?? 0;
  const unseen = seen === 0 ? [] : messages.filter((message) => message.author !== userId && (message.seq ?? 0) > seen);
  const first = unseen[0]?.seq ?? null;
  const looking = present && bottom && newest > 0;

  // Set while drawing, so that no message is ever shown first without the line and then with it.
  if (firstUnreadSeq === null && first !== null && !(looking && settled)) setFirst(first);
  if (looking && newest > seen) setSeen(newest);

  useEffect(() => {
    if (looking) markRead(room, channel, newest);
  }, [looking, newest, room, channel, markRead]);

  return { firstUnreadSeq, onBottom, bottom, below: bottom ? 0 : unseen.length };
}
