import type { RefObject } from 'react';
import { ActionMenu } from '../parts/action-menu.tsx';
import { menuActions } from './menu-actions.ts';
import type { MessageCommands } from './message-commands.ts';
import { words } from './words.ts';

interface MessageMenuProps {
  commands: MessageCommands;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The rest of what can be done with a message. */
export function MessageMenu({ commands, anchor, onClose }: MessageMenuProps) {
  return <ActionMenu label={words.actions} anchor={anchor} onClose={onClose} actions={menuActions(commands)} />;
}
