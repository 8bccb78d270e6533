import { Copy, Ellipsis, Pencil, Reply } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import { IconButton } from '../parts/icon-button.tsx';
import { lazyPart } from '../parts/lazy-part.tsx';
import type { MessageCommands } from './message-commands.ts';
import { useInnerTabIndex } from './inner-stop.ts';
import { words } from './words.ts';

const MessageMenu = lazyPart(() => import('./message-menu.tsx').then((module) => module.MessageMenu));

interface MessageToolsProps {
  commands: MessageCommands;
  /** The menu keeps the tools in place while it is open. */
  onMenu: (open: boolean) => void;
}

/** What can be done with a message, at its upper right while the pointer or the focus is on it. */
export function MessageTools({ commands, onMenu }: MessageToolsProps) {
  const [menu, setMenu] = useState(false);
  const tabIndex = useInnerTabIndex();
  const more = useRef<HTMLButtonElement>(null);

  function toggle(open: boolean): void {
    setMenu(open);
    onMenu(open);
  }

  return (
    <div
      role="toolbar"
      aria-label={words.actions}
      className="absolute -top-4 right-(--spacing-gutter) z-2 flex rounded-code bg-raised p-0.5 shadow-2 phone:hidden"
    >
      {commands.reply && <IconButton icon={Reply} label={words.reply} size={28} tabIndex={tabIndex} onClick={commands.reply} />}
      {commands.edit && <IconButton icon={Pencil} label={words.edit} size={28} tabIndex={tabIndex} onClick={commands.edit} />}
      <IconButton icon={Copy} label={words.copyText} size={28} tabIndex={tabIndex} onClick={commands.copyText} />
      <IconButton
        ref={more}
        icon={Ellipsis}
        label={words.more}
        size={28}
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-expanded={menu}
        onClick={() => toggle(true)}
      />
      {menu && (
        <Suspense>
          <MessageMenu commands={commands} anchor={more} onClose={() => toggle(false)} />
        </Suspense>
      )}
    </div>
  );
}
