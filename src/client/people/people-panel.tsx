import { Check, UserPlus, X } from 'lucide-react';
import { useServer } from '../app/hooks.ts';
import { pathTo } from '../app/place.ts';
import type { RoomView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { focusOnMount } from '../parts/focus-on-mount.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { useCopy } from '../parts/use-copy.ts';
import { AiMark } from '../message/answer.tsx';
import { PersonRow } from './person-row.tsx';
import { words } from './words.ts';

interface PeoplePanelProps {
  room: RoomView;
  /** Slides over the channel, where there is no room beside it. */
  over: boolean;
  onClose: () => void;
}

/** Everybody in the room. */
export function PeoplePanel({ room, over, onClose }: PeoplePanelProps) {
  const { userId } = useServer();
  const [copied, copy] = useCopy();
  const people = room.people.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes what lies over the channel
    <aside
      aria-label={words.title}
      onKeyDown={(event) => {
        if (over && event.key === 'Escape') onClose();
      }}
      className={classes(
        'flex min-h-0 flex-col bg-canvas',
        over ? 'fixed inset-y-0 right-0 z-10 w-people shadow-3 phone:w-full' : 'w-people border-l border-line',
      )}
    >
      <div className="flex h-head shrink-0 items-center gap-2 border-b border-line pr-3 pl-4 phone:h-14 phone:pr-1">
        <h2 className="text-row font-strong">{words.title}</h2>
        <div className="ml-auto flex items-center gap-0.5">
          <IconButton
            icon={copied ? Check : UserPlus}
            label={copied ? words.copied : words.invite}
            onClick={() => copy(new URL(pathTo(room.room), location.origin).href)}
          />
          <IconButton icon={X} label={words.close} {...(over ? { ref: focusOnMount } : {})} onClick={onClose} />
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys must be able to scroll it */}
      <ul className="min-h-0 flex-1 overflow-y-auto px-2 py-3" tabIndex={0} aria-label={words.title}>
        {people.map((person) => (
          <PersonRow key={person.user} person={person} own={person.user === userId} />
        ))}
        {room.helpers.length > 0 && <li className="px-2 pt-3 pb-1.5 text-meta font-semi text-text-3">{words.helpers}</li>}
        {room.helpers.map((helper) => (
          <li key={helper.user} className="flex min-h-9 items-center gap-2.5 rounded-row px-2 py-1 phone:min-h-11">
            <AiMark className="size-7" />
            <span className="min-w-0">
              <span className="block truncate leading-[1.125rem] font-person">{helper.name}</span>
              <small className="block truncate text-meta text-text-3">{words.helperHint}</small>
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
