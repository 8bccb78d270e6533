import { Drawer } from '@base-ui/react/drawer';
import { useState, type ReactNode } from 'react';
import { SCRIM } from './popup.ts';

interface SheetProps {
  /** Its name for screen readers. */
  label: string;
  onClose: () => void;
  children: (close: () => void) => ReactNode;
}

/** A sheet at the lower edge of a phone. It goes away with a swipe down, a tap beside it, or Escape. */
export function Sheet({ label, onClose, children }: SheetProps) {
  const [open, setOpen] = useState(true);
  return (
    <Drawer.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => !is && onClose()}>
      <Drawer.Portal>
        <Drawer.Backdrop className={`z-30 ${SCRIM}`} />
        <Drawer.Viewport className="fixed inset-0 z-31 flex items-end justify-center">
          <Drawer.Popup
            aria-label={label}
            className="m-2 w-full max-w-120 translate-y-(--drawer-swipe-movement-y) rounded-box bg-raised px-2 pt-6 pb-[max(0.5rem,env(safe-area-inset-bottom))] shadow-3 transition-transform duration-240 outline-none before:absolute before:top-2 before:left-1/2 before:h-1 before:w-9 before:-translate-x-1/2 before:rounded-full before:bg-line-control data-ending-style:translate-y-[110%] data-starting-style:translate-y-[110%] relative"
          >
            <Drawer.Content>{children(() => setOpen(false))}</Drawer.Content>
          </Drawer.Popup>
        </Drawer.Viewport>
      </Drawer.Portal>
    </Drawer.Root>
  );
}
