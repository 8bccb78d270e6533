import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { classes } from './classes.ts';
import { IconButton } from './icon-button.tsx';
import { POPUP, SCRIM } from './popup.ts';

interface DialogProps {
  title: string;
  /** One sentence under the title. */
  text?: ReactNode;
  closeLabel?: string;
  onClose: () => void;
  children: (close: () => void) => ReactNode;
}

/** A dialog that opens as soon as it is rendered. Escape, the cross or a press beside it close it. */
export function Dialog({ title, text, closeLabel = 'Close', onClose, children }: DialogProps) {
  const [open, setOpen] = useState(true);
  return (
    <Base.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => !is && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={`z-30 ${SCRIM}`} />
        <Base.Popup
          className={classes(
            POPUP,
            'fixed top-[14vh] left-1/2 z-31 max-h-[80vh] w-[min(27.5rem,calc(100vw-2rem))] -translate-x-1/2 overflow-y-auto rounded-card p-6',
            'phone:top-2 phone:max-h-[calc(100dvh-1rem)] phone:w-[calc(100vw-1rem)] phone:p-5',
          )}
        >
          <div className="mb-4 flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-heading font-heading">{title}</Base.Title>
              {text !== undefined && <Base.Description className="mt-1 text-row text-text-2">{text}</Base.Description>}
            </div>
            <IconButton icon={X} label={closeLabel} className="-mt-1 -mr-2 phone:-mt-2" onClick={() => setOpen(false)} />
          </div>
          {children(() => setOpen(false))}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
