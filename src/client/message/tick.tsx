import { Suspense, useRef, useState } from 'react';
import { useReach } from '../app/attendance-hooks.ts';
import type { MessageView } from '../app/views.ts';
import { useOffline } from '../app/offline.tsx';
import { classes } from '../parts/classes.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { useInnerTabIndex } from './inner-stop.ts';
import { TickGlyph } from './tick-glyphs.tsx';
import type { TickState } from './tick-state.ts';
import { words } from './words.ts';

const WayOfMessage = lazyPart(() => import('./way-of-message.tsx').then((module) => module.WayOfMessage));

const COLOURS: Record<TickState, string> = {
  waiting: 'text-tick',
  failed: 'text-danger',
  stored: 'text-tick',
  received: 'text-tick',
  read: 'text-tick-read',
};

/** How far one of our messages has come. Opens the whole way it took. */
export function Tick({ message }: { message: MessageView }) {
  const [open, setOpen] = useState(false);
  const offline = useOffline();
  const tabIndex = useInnerTabIndex();
  const button = useRef<HTMLButtonElement>(null);
  const reach = useReach(message);
  const state = message.delivery === 'stored' ? reach : message.delivery;
  const label = words.tick[state];
  return (
    <>
      <button
        ref={button}
        type="button"
        tabIndex={tabIndex}
        title={label}
        aria-label={words.showWay(label)}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className={classes(
          'relative ml-1.5 inline-flex rounded-chip after:absolute after:-inset-x-1.5 after:-inset-y-[5px]',
          state === 'waiting' ? 'align-[-2px]' : 'align-[-3px]',
          state === 'waiting' && offline ? 'text-warn' : COLOURS[state],
        )}
      >
        <TickGlyph state={state} />
      </button>
      {open && (
        <Suspense>
          <WayOfMessage message={message} anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
