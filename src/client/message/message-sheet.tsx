import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { menuActions } from './menu-actions.ts';
import type { MessageCommands } from './message-commands.ts';
import { words } from './words.ts';

/** What can be done with a message, on a phone after a long press. */
export function MessageSheet({ commands, onClose }: { commands: MessageCommands; onClose: () => void }) {
  return (
    <Sheet label={words.actions} onClose={onClose}>
      {(close) =>
        menuActions(commands).map(({ label, icon, danger, run }) => (
          <button
            key={label}
            type="button"
            onClick={() => {
              close();
              run();
            }}
            className={classes(
              'flex h-12 w-full items-center gap-3 rounded-row px-3 text-touch active:bg-press',
              danger && 'text-danger',
            )}
          >
            <Icon of={icon} size={20} className={danger ? '' : 'text-text-3'} />
            {label}
          </button>
        ))
      }
    </Sheet>
  );
}
