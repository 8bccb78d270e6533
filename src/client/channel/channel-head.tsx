import { ChevronLeft, Ellipsis, Hash } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import { presenceOf, useRoomPresence } from '../app/attendance-hooks.ts';
import { pathTo, goTo } from '../app/place.ts';
import { useOffline } from '../app/offline.tsx';
import type { ChannelView, RoomView } from '../app/views.ts';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import { AvatarStack } from '../people/avatar-stack.tsx';
import type { ChannelDialogKind } from './channel-dialogs.tsx';
import { words } from './words.ts';

const ChannelMenu = lazyPart(() => import('./channel-menu.tsx').then((module) => module.ChannelMenu));

interface ChannelHeadProps {
  room: RoomView;
  channel: ChannelView;
  peopleOpen: boolean;
  onPeople: () => void;
  onDialog: (kind: ChannelDialogKind) => void;
}

/** The head of a channel: its name and topic, who is in the room, and what can be done with it. */
export function ChannelHead({ room, channel, peopleOpen, onPeople, onDialog }: ChannelHeadProps) {
  const offline = useOffline();
  const [menu, setMenu] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const { people } = room;
  const presence = useRoomPresence(room.room);
  const here = people.filter(({ user }) => presenceOf(presence, user) === 'here').length;
  return (
    <header className="flex h-head shrink-0 items-center gap-2 border-b border-line pr-3 pl-5 phone:h-14 phone:gap-0 phone:px-1">
      <IconButton icon={ChevronLeft} label={words.back} className="hidden phone:grid" onClick={() => goTo(pathTo(room.room))} />
      <div className="min-w-0 shrink phone:flex-1">
        <h1 className="flex min-w-0 items-center gap-1 text-title font-strong">
          <Icon of={Hash} size={18} className="text-text-3" />
          <bdi className="truncate" title={channel.name}>
            {channel.name}
          </bdi>
        </h1>
        <p className="hidden truncate pl-[22px] text-meta text-text-3 phone:block">
          {offline ? words.notConnected : words.peopleCount(people.length, here)}
        </p>
      </div>
      <button
        type="button"
        onClick={() => onDialog('topic')}
        aria-label={channel.topic === '' ? undefined : words.changeTopic(channel.topic)}
        title={channel.topic === '' ? undefined : channel.topic}
        className="relative ml-1 min-w-0 flex-1 truncate border-l border-line py-0.5 pl-2.5 text-left text-note text-text-3 hover:text-text phone:hidden"
      >
        <bdi>{channel.topic === '' ? words.setTopic : channel.topic}</bdi>
      </button>
      <div className="ml-auto flex items-center gap-0.5">
        <button
          type="button"
          aria-expanded={peopleOpen}
          onClick={onPeople}
          className="group inline-flex h-8 items-center gap-1.5 rounded-row px-2 text-note text-text-2 tabular-nums hover:bg-press aria-expanded:bg-press aria-expanded:text-text phone:hidden"
        >
          <AvatarStack
            people={people.slice(0, 3)}
            size={20}
            ring="ring-canvas group-hover:ring-press group-aria-expanded:ring-press"
          />
          <span className="sr-only">{words.people}</span>
          {people.length}
        </button>
        <IconButton
          ref={more}
          icon={Ellipsis}
          label={words.menu}
          aria-haspopup="menu"
          aria-expanded={menu}
          onClick={() => setMenu(true)}
        />
        {menu && (
          <Suspense>
            <ChannelMenu channel={channel} anchor={more} onClose={() => setMenu(false)} onDialog={onDialog} onPeople={onPeople} />
          </Suspense>
        )}
      </div>
    </header>
  );
}
