import { CircleAlert, Clock } from 'lucide-react';
import type { TickState } from './tick-state.ts';

/** One tick, 16px, drawn for this size. */
function OneTick() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3.2 8.5 6.2 11.5 12.6 4.5" />
    </svg>
  );
}

/** Two ticks; heavier where the message was read. */
function TwoTicks({ heavy }: { heavy: boolean }) {
  return (
    <svg
      viewBox="0 0 17 16"
      width="17"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth={heavy ? 1.9 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M1.2 8.5 4.2 11.5 10.4 4.5M8.4 10.3 9.6 11.5 15.8 4.5" />
    </svg>
  );
}

/** The sign for how far a message has come. Each differs in shape, not only in colour. */
export function TickGlyph({ state }: { state: TickState }) {
  if (state === 'waiting') return <Clock size={14} strokeWidth={1.75} aria-hidden="true" />;
  if (state === 'failed') return <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />;
  return state === 'stored' ? <OneTick /> : <TwoTicks heavy={state === 'read'} />;
}
