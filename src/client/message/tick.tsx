import { lazy, Suspense, useRef, useState } from 'react';
import type { MessageView } from '../app/views.ts';
import { useOffline } from '../app/offline.tsx';
import { classes } from '../parts/classes.ts';
import { useInnerTabIndex } from './inner-stop.ts';
import { TickGlyph } from './tick-glyphs.tsx';
import { words } from './words.ts';

const WayOfMessage = lazy(() => import('./way-of-message.tsx').then((module) => ({ default: module.WayOfMessage })));

/** How far one of our messages has come. Opens the whole way it took. */
export function Tick({ message }: { message: MessageView }) {
  const [open, setOpen] = useState(false);
  const offline = useOffline();
  const tabIndex = useInnerTabIndex();
  const button = useRef<HTMLButtonElement>(null);
  const { delivery } = message;
  const state = words.delivery[delivery];
  return (
    <>
      <button
        ref={button}
        type="button"
        tabIndex={tabIndex}
        title={state}
        aria-label={words.showWay(state)}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className={classes(
          'relative ml-1.5 inline-flex rounded-chip after:absolute after:-inset-x-1.5 after:-inset-y-[5px]',
          delivery === 'waiting' ? 'align-[-2px]' : 'align-[-3px]',
          delivery === 'failed' ? 'text-danger' : delivery === 'waiting' && offline ? 'text-warn' : 'text-tick',
        )}
      >
        <TickGlyph delivery={delivery} />
      </button>
      {open && (
        <Suspense>
          <WayOfMessage message={message} anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
