import { Fragment } from 'react';
import { useTyping } from '../app/attendance-hooks.ts';
import { useServer } from '../app/hooks.ts';
import { typingParts } from './typing-parts.ts';

/** Who else is writing in the channel; empty where nobody is. */
export function TypingLine({ room, channel }: { room: string; channel: string }) {
  const { userId } = useServer();
  const parts = typingParts(useTyping(room, channel, userId));
  return (
    <span data-typing className="-ml-2 min-w-0 truncate">
      {parts.map(({ text, name }, index) => (
        // The parts of a sentence have no other identity than their place.
        <Fragment key={index}>{name ? <bdi className="font-semi text-text-2">{text}</bdi> : text}</Fragment>
      ))}
    </span>
  );
}
