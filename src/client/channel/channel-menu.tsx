import { Archive, ArchiveRestore, Link, Pencil, Text, Users } from 'lucide-react';
import type { RefObject } from 'react';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { useActions } from '../app/hooks.ts';
import { pathTo } from '../app/place.ts';
import { PHONE, useMedia } from '../app/use-media.ts';
import type { ChannelView } from '../app/views.ts';
import { ActionMenu, type MenuAction } from '../parts/action-menu.tsx';
import { showNotice } from '../parts/notice.tsx';
import { copyText } from '../parts/use-copy.ts';
import type { ChannelDialogKind } from './channel-dialogs.tsx';
import { words } from './words.ts';

interface ChannelMenuProps {
  channel: ChannelView;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  onDialog: (kind: ChannelDialogKind) => void;
  onPeople: () => void;
}

/** What can be done with a channel. */
export function ChannelMenu({ channel, anchor, onClose, onDialog, onPeople }: ChannelMenuProps) {
  const { changeChannel } = useActions();
  const phone = useMedia(PHONE);
  const archived = channel.archived === 1;
  const link = new URL(pathTo(channel.room, channel.channel), location.origin).href;

  const actions: MenuAction[] = [
    { label: words.topic, icon: Text, run: () => onDialog('topic') },
    { label: words.rename, icon: Pencil, run: () => onDialog('rename') },
    { label: words.copyLink, icon: Link, run: () => void copyText(link) },
  ];
  if (phone) actions.unshift({ label: words.showPeople, icon: Users, run: onPeople });
  if (archived || channel.channel !== FIRST_CHANNEL) {
    actions.push({
      label: archived ? words.restore : words.archive,
      icon: archived ? ArchiveRestore : Archive,
      run: () => void changeChannel(channel, { archived: !archived }).catch(showNotice),
    });
  }
  return <ActionMenu label={words.menu} anchor={anchor} onClose={onClose} actions={actions} />;
}
