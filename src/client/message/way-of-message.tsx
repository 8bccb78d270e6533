import { Popover } from '@base-ui/react/popover';
import { BadgeCheck, Laptop } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { useServer } from '../app/hooks.ts';
import { exactTime } from '../app/time.ts';
import { PHONE, useMedia } from '../app/use-media.ts';
import type { MessageView } from '../app/views.ts';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { POPUP } from '../parts/popup.ts';
import { Sheet } from '../parts/sheet.tsx';
import { TickGlyph } from './tick-glyphs.tsx';
import { WayReceipts } from './way-receipts.tsx';
import { WayStep } from './way-step.tsx';
import { words } from './words.ts';

/** ms up to which the difference tells more than the time of day. */
const SOON = 60_000;

/** How long after it was written the server had a message; the time itself where clocks differ or it waited. */
function stepTime(authoredAt: number, at: number): string {
  const passed = at - authoredAt;
  if (passed < 0 || passed >= SOON) return exactTime(at);
  return passed < 1000 ? `+${passed} ms` : `+${(passed / 1000).toFixed(1)} s`;
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
  const { seq } = message;
  const text =
    delivery === 'stored'
      ? seq === null
        ? host
        : words.storedAs(host, seq)
      : delivery === 'waiting'
        ? words.serverWaits
        : (message.problem ?? words.serverRefused);
  return (
    <>
      <ol className="mt-2.5">
        <WayStep
          sign={<Icon of={Laptop} size={14} />}
          title={words.elsewhere}
          text={words.elsewhereFirst}
          time={exactTime(message.authoredAt)}
          reached
        />
        <WayStep
          sign={<TickGlyph state={delivery} />}
          title={words.server}
          text={text}
          time={at === null || delivery !== 'stored' ? null : stepTime(message.authoredAt, at)}
          reached={delivery === 'stored'}
        />
        {seq !== null && <WayReceipts message={message} seq={seq} />}
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
