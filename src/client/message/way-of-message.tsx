import { Popover } from '@base-ui/react/popover';
import { BadgeCheck, Laptop } from 'lucide-react';
import { useState, type ReactNode, type RefObject } from 'react';
import { useServer } from '../app/hooks.ts';
import { exactTime } from '../app/time.ts';
import { PHONE, useMedia } from '../app/use-media.ts';
import type { MessageView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { POPUP } from '../parts/popup.ts';
import { Sheet } from '../parts/sheet.tsx';
import { TickGlyph } from './tick-glyphs.tsx';
import { words } from './words.ts';

interface StepProps {
  sign: ReactNode;
  title: string;
  text: string;
  time: string | null;
  reached: boolean;
}

function Step({ sign, title, text, time, reached }: StepProps) {
  return (
    <li className="relative grid grid-cols-[1.5rem_1fr_auto] gap-x-2.5 pb-3 before:absolute before:top-6 before:bottom-0 before:left-[11px] before:w-0.5 before:bg-tick-read/45 last:pb-1 last:before:hidden">
      <span
        className={classes(
          'grid size-6 place-items-center rounded-full',
          reached ? 'bg-accent-soft text-accent' : 'bg-press text-text-3',
        )}
      >
        {sign}
      </span>
      <span>
        <b className="block text-note leading-[1.125rem] font-semi">{title}</b>
        <small className="block text-meta text-text-3">{text}</small>
      </span>
      {time !== null && <time className="font-mono text-meta leading-[1.125rem] text-text-2">{time}</time>}
    </li>
  );
}

interface WayOfMessageProps {
  message: MessageView;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The hops of a message, and whose key signed it. */
function Way({ message }: { message: MessageView }) {
  const { host, userId } = useServer();
  const { delivery, at } = message;
  const text =
    delivery === 'stored' ? host : delivery === 'waiting' ? words.serverWaits : (message.problem ?? words.serverRefused);
  return (
    <>
      <ol className="mt-2.5">
        <Step
          sign={<Icon of={Laptop} size={14} />}
          title={words.elsewhere}
          text={words.elsewhereFirst}
          time={exactTime(message.authoredAt)}
          reached
        />
        <Step
          sign={<TickGlyph delivery={delivery} />}
          title={words.server}
          text={text}
          time={at === null ? null : exactTime(at)}
          reached={delivery === 'stored'}
        />
      </ol>
      <p className="-mx-4 mt-2 flex items-center gap-2 border-t border-line px-4 pt-2.5 text-meta text-text-2">
        <Icon of={BadgeCheck} size={14} />
        {words.signedWith}
        <code className="ml-auto font-mono" title={userId}>
          {userId.slice(0, 12)}
        </code>
      </p>
    </>
  );
}

/** The whole way of one of our messages, hop by hop: beside its tick, or on a phone as a sheet. */
export function WayOfMessage({ message, anchor, onClose }: WayOfMessageProps) {
  const [open, setOpen] = useState(true);
  const phone = useMedia(PHONE);
  if (phone) {
    return (
      <Sheet label={words.way} onClose={onClose}>
        {() => (
          <div className="px-2 pb-1">
            <h2 className="text-row font-strong">{words.way}</h2>
            <Way message={message} />
          </div>
        )}
      </Sheet>
    );
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => !is && onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="bottom" align="start" alignOffset={-16} sideOffset={8} className="z-40">
          <Popover.Popup finalFocus={anchor} className={classes(POPUP, 'w-84 px-4 pt-3.5 pb-3')}>
            <Popover.Title className="text-row font-strong">{words.way}</Popover.Title>
            <Way message={message} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
