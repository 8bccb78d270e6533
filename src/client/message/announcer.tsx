import { useState } from 'react';
import { useUser } from '../app/hooks.ts';
import type { MessageView } from '../app/views.ts';
import { words } from './words.ts';

/** Reads out, politely, what others write while the channel is open. Nothing that was there before. */
export function Announcer({ room, userId, messages }: { room: string; userId: string; messages: readonly MessageView[] }) {
  const [said, setSaid] = useState<MessageView | undefined>();
  const author = useUser(room, said?.author ?? '');
  // What was erased meanwhile is not left in the page for anybody to read (L6).
  const erased = messages.some(({ author: by, id, content }) => by === said?.author && id === said.id && content === null);
  const newest = messages.findLast((message) => message.seq !== null);

  const seq = newest?.seq ?? null;
  const [known, setKnown] = useState(seq);
  if (seq !== null && newest !== undefined && seq > (known ?? 0)) {
    setKnown(seq);
    // An answer that begins has nothing to read out yet; its status line says that it does.
    if (known !== null && newest.author !== userId && newest.content !== null && newest.state !== 'writing') setSaid(newest);
  }

  return (
    <p aria-live="polite" className="sr-only">
      {said && !erased && `${author?.name ?? words.stranger}: ${(said.content ?? '').slice(0, 300)}`}
    </p>
  );
}
