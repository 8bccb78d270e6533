import { Link, X } from 'lucide-react';
import type { RefObject } from 'react';
import { useActions } from '../app/hooks.ts';
import { lastRoom, rememberRoom } from '../app/last-place.ts';
import { goTo, pathTo, placeOf } from '../app/place.ts';
import { ActionMenu } from '../parts/action-menu.tsx';
import { copyText } from '../parts/use-copy.ts';
import { words } from './words.ts';

interface RoomMenuProps {
  room: string;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** What can be done with a room. */
export function RoomMenu({ room, anchor, onClose }: RoomMenuProps) {
  const { leaveRoom } = useActions();

  function leave(): void {
    const here = placeOf(location.pathname, '');
    if (lastRoom() === room) rememberRoom(null);
    // First away from it: a room that is shown would be joined again.
    if ('room' in here && here.room === room) goTo('/');
    leaveRoom(room);
  }

  return (
    <ActionMenu
      label={words.roomMenu(room)}
      anchor={anchor}
      onClose={onClose}
      actions={[
        { label: words.copyRoomLink, icon: Link, run: () => void copyText(new URL(pathTo(room), location.origin).href) },
        { label: words.leaveRoom, icon: X, danger: true, run: leave },
      ]}
    />
  );
}
