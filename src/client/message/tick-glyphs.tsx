import { CircleAlert, Clock } from 'lucide-react';
import type { Delivery } from '../app/views.ts';

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

/** The sign for how far a message has come. Each differs in shape, not only in colour. */
export function TickGlyph({ delivery }: { delivery: Delivery }) {
  if (delivery === 'waiting') return <Clock size={14} strokeWidth={1.75} aria-hidden="true" />;
  if (delivery === 'failed') return <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />;
  return <OneTick />;
}
