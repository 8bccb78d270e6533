import { ChevronRight, Ellipsis, Plus } from 'lucide-react';
import { Suspense, useId, useRef, useState } from 'react';
import type { RoomView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import { groundOf } from '../people/colour-of.ts';
import { initials } from '../people/initials.ts';
import { ChannelRow, ROW } from './channel-row.tsx';
import { useRovingItem } from './roving.tsx';
import { words } from './words.ts';

const RoomMenu = lazyPart(() => import('./room-menu.tsx').then((module) => module.RoomMenu));

interface RoomGroupProps {
  room: RoomView;
  /** The id of the channel that is shown, if it is one of this room. */
  selected: string | null;
  onCreateChannel: (room: string) => void;
}

const QUIET = 'opacity-0 group-hover/side:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100 touch:opacity-100';

/** A room in the sidebar with its channels; the archived ones stay folded away below. */
export function RoomGroup({ room, selected, onCreateChannel }: RoomGroupProps) {
  const heading = useId();
  const [menu, setMenu] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const add = useRovingItem(`add ${room.room}`);
  const options = useRovingItem(`more ${room.room}`);
  const fold = useRovingItem(`archived ${room.room}`);
  const open = room.channels.filter((channel) => channel.archived === 0);
  const archived = room.channels.filter((channel) => channel.archived === 1);
  const showArchived = unfolded || archived.some((channel) => channel.channel === selected);

  return (
    <section aria-labelledby={heading} className="mt-3 first:mt-1 phone:mt-2">
      <div className="flex h-7 items-center gap-2 pr-1 pl-2 text-meta font-semi text-text-2 phone:h-8 phone:pl-2.5 phone:text-note">
        <span
          data-paint
          aria-hidden="true"
          className={classes(
            'grid size-4 shrink-0 place-items-center rounded-chip text-[10px] leading-4 font-bold text-av-ink',
            groundOf(room.room, null),
          )}
        >
          {initials(room.room, 1)}
        </span>
        <h2 id={heading} className="min-w-0 truncate" title={room.room}>
          <bdi>{room.room}</bdi>
        </h2>
        <span className="ml-auto flex">
          <IconButton
            ref={more}
            icon={Ellipsis}
            label={words.roomMenu(room.room)}
            size={24}
            dense
            {...options}
            aria-haspopup="menu"
            aria-expanded={menu}
            className={`${QUIET} phone:size-9`}
            onClick={() => setMenu(true)}
          />
          {room.ready && (
            <IconButton
              icon={Plus}
              label={words.addChannel(room.room)}
              size={24}
              dense
              {...add}
              className={`${QUIET} phone:size-9`}
              onClick={() => onCreateChannel(room.room)}
            />
          )}
        </span>
        {menu && (
          <Suspense>
            <RoomMenu room={room.room} anchor={more} onClose={() => setMenu(false)} />
          </Suspense>
        )}
      </div>
      {open.map((channel) => (
        <ChannelRow key={channel.channel} channel={channel} selected={channel.channel === selected} />
      ))}
      {archived.length > 0 && (
        <>
          <button
            type="button"
            {...fold}
            aria-expanded={showArchived}
            onClick={() => setUnfolded(!showArchived)}
            className={classes(ROW, 'text-text-3 hover:bg-hover-sunken hover:text-text')}
          >
            <Icon of={ChevronRight} className={classes('transition-transform', showArchived && 'rotate-90')} />
            {words.archived(archived.length)}
          </button>
          {showArchived &&
            archived.map((channel) => (
              <ChannelRow key={channel.channel} channel={channel} selected={channel.channel === selected} />
            ))}
        </>
      )}
    </section>
  );
}
