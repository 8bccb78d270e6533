import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useRooms } from '../app/hooks.ts';
import { pathTo } from '../app/place.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import { ROW } from './channel-row.tsx';
import { MeRow } from './me-row.tsx';
import { RoomGroup } from './room-group.tsx';
import { RovingGroup, useRovingItem } from './roving.tsx';
import { ServerHead } from './server-head.tsx';
import { words } from './words.ts';

const OpenRoomDialog = lazyPart(() => import('./open-room-dialog.tsx').then((module) => module.OpenRoomDialog));
const ProfileDialog = lazyPart(() => import('../profile/profile-dialog.tsx').then((module) => module.ProfileDialog));

function OpenRoomRow({ onOpen }: { onOpen: () => void }) {
  const item = useRovingItem('open room');
  return (
    <button
      type="button"
      {...item}
      onClick={onOpen}
      className={classes(ROW, 'mt-3 text-text-2 hover:bg-hover-sunken hover:text-text')}
    >
      <Icon of={Plus} className="text-text-3 phone:size-[18px]" />
      {words.openRoom}
    </button>
  );
}

interface SidebarProps {
  room: string;
  /** The id of the channel that is shown; null on a phone's list of channels. */
  channel: string | null;
  onCreateChannel: (room: string) => void;
  className: string;
}

/** The rooms of this device with their channels, and oneself. */
export function Sidebar({ room, channel, onCreateChannel, className }: SidebarProps) {
  const rooms = useRooms();
  const [dialog, setDialog] = useState<'room' | 'profile' | null>(null);
  const start =
    channel === null ? pathTo(room, rooms.find((view) => view.room === room)?.channels[0]?.channel) : pathTo(room, channel);
  const close = () => setDialog(null);
  return (
    <nav
      aria-label={words.nav}
      className={classes('group/side flex min-h-0 flex-col border-r border-line bg-sunken phone:border-r-0', className)}
    >
      <ServerHead />
      <RovingGroup start={start} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {rooms.map((view) => (
          <RoomGroup
            key={view.room}
            room={view}
            selected={view.room === room ? channel : null}
            onCreateChannel={onCreateChannel}
          />
        ))}
        <OpenRoomRow onOpen={() => setDialog('room')} />
      </RovingGroup>
      <MeRow onProfile={() => setDialog('profile')} />
      <Suspense>
        {dialog === 'room' && <OpenRoomDialog onClose={close} />}
        {dialog === 'profile' && <ProfileDialog onClose={close} />}
      </Suspense>
    </nav>
  );
}
