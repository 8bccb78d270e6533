import { MessageSquareText } from 'lucide-react';
import type { ReactNode } from 'react';
import { goTo } from '../app/place.ts';
import { Icon } from '../parts/icon.tsx';
import { useInnerTabIndex } from './inner-stop.ts';

/** A path of ours to one message: `/room/channel#id`. */
const MESSAGE = /^\/[^/#?\s]+\/[^/#?\s]+#[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;

/** Whether an address is the path of a message on this server. */
export function isMessagePath(address: string): boolean {
  return MESSAGE.test(address);
}

/** A mark in a sentence that points to the message it rests on, and jumps there. */
export function Citation({ path, children }: { path: string; children: ReactNode }) {
  const tabIndex = useInnerTabIndex();
  return (
    <a
      href={path}
      tabIndex={tabIndex}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        goTo(path);
      }}
      className="mx-px inline-flex h-[18px] max-w-45 items-center gap-1 rounded-full bg-accent-soft px-1.5 align-[-3px] text-meta leading-[18px] font-button text-accent no-underline hover:underline"
    >
      <Icon of={MessageSquareText} size={12} />
      <span className="truncate">{children}</span>
    </a>
  );
}
