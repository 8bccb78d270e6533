import { Menu } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import { POPUP } from './popup.ts';

export interface MenuAction {
  label: string;
  icon: LucideIcon;
  danger?: boolean;
  run: () => void;
}

interface ActionMenuProps {
  label: string;
  actions: readonly MenuAction[];
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** A menu that opens at a button as soon as it is rendered, and gives the focus back to it. */
export function ActionMenu({ label, actions, anchor, onClose }: ActionMenuProps) {
  const [open, setOpen] = useState(true);
  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => !is && onClose()}>
      {/* Inside the landmark of its button, where screen readers look for it. */}
      <Menu.Portal container={anchor.current?.closest('main, nav')}>
        <Menu.Positioner anchor={anchor} side="bottom" align="end" sideOffset={4} className="z-40 outline-none">
          <Menu.Popup finalFocus={anchor} aria-label={label} className={classes(POPUP, 'min-w-48 p-1')}>
            {actions.map((action) => (
              <Menu.Item
                key={action.label}
                onClick={action.run}
                className={classes(
                  'flex h-8 items-center gap-2.5 rounded-row px-2.5 text-row outline-none select-none data-highlighted:bg-press phone:h-11',
                  action.danger && 'text-danger data-highlighted:bg-danger-soft',
                )}
              >
                <Icon of={action.icon} className={action.danger ? '' : 'text-text-3'} />
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
