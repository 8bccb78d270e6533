import { useConnection, useServer } from '../app/hooks.ts';
import { clockTime } from '../app/time.ts';
import { roomLeft } from './outgoing.ts';
import { TypingLine } from './typing-line.tsx';
import { words } from './words.ts';

interface ComposerFootProps {
  id: string;
  room: string;
  channel: string;
  text: string;
  kept: boolean;
  offline: boolean;
  /** The length of a paste that was too long to take, or 0. */
  refused: number;
}

/** The line below the composer, always reserved: how much may still be written, where the draft is kept. */
export function ComposerFoot({ id, room, channel, text, kept, offline, refused }: ComposerFootProps) {
  const { limits } = useServer();
  const { lastInTouch } = useConnection();
  const { left, near, over } = roomLeft(text, limits.messageLength);
  const touch = lastInTouch === null ? words.neverInTouch : words.lastInTouch(clockTime(lastInTouch));
  const note =
    refused > 0
      ? words.refused(refused, limits.messageLength)
      : over
        ? words.over(-left, limits.messageLength)
        : near
          ? words.left(left)
          : offline
            ? touch
            : '';
  return (
    <div className="flex min-h-7 items-center gap-2 px-[calc(var(--spacing-gutter)+14px)] pt-0.5 pb-1 text-meta text-text-3 phone:px-5">
      <output id={id} className={over || refused > 0 ? 'text-danger' : 'min-w-0 truncate'}>
        {note}
      </output>
      {note === '' && <TypingLine room={room} channel={channel} />}
      {kept && !over && refused === 0 && <span className="ml-auto shrink-0 phone:hidden">{words.kept}</span>}
    </div>
  );
}
