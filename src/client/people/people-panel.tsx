import { Check, UserPlus, X } from 'lucide-react';
import { useMemo } from 'react';
import { useRoomPresence } from '../app/attendance-hooks.ts';
import { useConnection, useServer } from '../app/hooks.ts';
import { useOffline } from '../app/offline.tsx';
import { pathTo } from '../app/place.ts';
import { useNow } from '../app/use-now.ts';
import type { RoomView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { focusOnMount } from '../parts/focus-on-mount.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { useCopy } from '../parts/use-copy.ts';
import { AiMark } from '../message/answer.tsx';
import { peopleGroups } from './people-groups.ts';
import { PeopleSection } from './people-section.tsx';
import { PersonRow } from './person-row.tsx';
import { words } from './words.ts';

/** ms between two looks at how long somebody is away. */
const A_WHILE = 20_000;

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
  const presence = useRoomPresence(room.room);
  const offline = useOffline();
  const { lastInTouch } = useConnection();
  const now = useNow(A_WHILE);
  const groups = useMemo(
    () => peopleGroups(room.people, { presence, offline, asOf: lastInTouch, now }),
    [room.people, presence, offline, lastInTouch, now],
  );
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
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1" tabIndex={0} role="group" aria-label={words.title}>
        {groups.map(({ title, people }) => (
          <PeopleSection key={title} title={title}>
            {people.map(({ person, presence: at, line }) => (
              <PersonRow key={person.user} person={person} own={person.user === userId} presence={at} line={line} />
            ))}
          </PeopleSection>
        ))}
        {room.helpers.length > 0 && (
          <PeopleSection title={words.helpers}>
            {room.helpers.map((helper) => (
              <li key={helper.user} className="flex min-h-9 items-center gap-2.5 rounded-row px-2 py-1 phone:min-h-11">
                <AiMark className="size-7" />
                <span className="min-w-0">
                  <span className="block truncate leading-[1.125rem] font-person">{helper.name}</span>
                  <small className="block truncate text-meta text-text-3">{words.helperHint}</small>
                </span>
              </li>
            ))}
          </PeopleSection>
        )}
      </div>
    </aside>
  );
}
