import { useEffect, useRef, useState } from 'react';
import { useUser } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';
import { words } from './words.ts';

/** Reads out, politely, what others write while the channel is open. Nothing that was there before. */
export function Announcer({ room, userId, messages }: { room: string; userId: string; messages: readonly MessageView[] }) {
  const [said, setSaid] = useState<MessageView | undefined>();
  const known = useRef<number | null>(null);
  const author = useUser(room, said?.author ?? '');
  // What was erased meanwhile is not left in the page for anybody to read (L6).
  const erased = messages.some(({ author: by, id, content }) => by === said?.author && id === said.id && content === null);
  const newest = messages.findLast((message) => message.seq !== null);

  useEffect(() => {
    const seq = newest?.seq ?? 0;
    const fresh = known.current !== null && seq > known.current && newest !== undefined && newest.author !== userId;
    // An answer that begins has nothing to read out yet; its status line says that it does.
    if (fresh && newest.content !== null && newest.state !== 'writing') setSaid(newest);
    known.current = Math.max(seq, known.current ?? 0);
  }, [newest, userId]);

  return (
    <p aria-live="polite" className="sr-only">
      {said && !erased && `${author?.name ?? words.stranger}: ${(said.content ?? '').slice(0, 300)}`}
    </p>
  );
}
