import type { ReactNode } from 'react';
import { classes } from '../parts/classes.ts';

interface WayStepProps {
  sign: ReactNode;
  title: string;
  text: string;
  /** A clock time, or the difference to the step before. */
  time: string | null;
  reached: boolean;
  children?: ReactNode;
}

/** One step of the way of a message. */
export function WayStep({ sign, title, text, time, reached, children }: WayStepProps) {
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
      <span className="min-w-0">
        <b className="block text-note leading-[1.125rem] font-semi">{title}</b>
        <small className="block text-meta wrap-anywhere text-text-3">{text}</small>
      </span>
      {time !== null && <time className="font-mono text-meta leading-[1.125rem] text-text-2">{time}</time>}
      {children}
    </li>
  );
}
