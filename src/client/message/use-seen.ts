import { useCallback, useEffect, useRef, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { usePresent } from '../app/use-present.ts';
import type { Row } from './rows.ts';

/** px of a message's lower edge that may be hidden while its last line can be read. */
const EDGE = 6;

/** The index of the last row whose end is in sight, or that fills all there is to see. */
function lastInSight(list: VirtualizerHandle): number {
  const bottom = list.scrollOffset + list.viewportSize;
  const index = list.findItemIndex(bottom);
  const start = list.getItemOffset(index);
  const whole = start + list.getItemSize(index) <= bottom + EDGE;
  return whole || start <= list.scrollOffset ? index : index - 1;
}

interface SeenOptions {
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly Row[];
  /** Told of the `seq` of the newest message that the person has really seen; it only grows. */
  onSeen: (seq: number) => void;
}

/**
 * Watches what a person sees of the list: messages in sight, in a window that has their attention.
 * @returns a function to call when the list was scrolled or resized
 */
export function useSeen({ list, rows, onSeen }: SeenOptions): () => void {
  const present = usePresent();
  const latest = useRef({ rows, present, seen: 0 });

  const look = useCallback(() => {
    const { rows: now, present: here, seen } = latest.current;
    if (!here || !list.current || list.current.viewportSize === 0) return;
    const upTo = now.slice(0, lastInSight(list.current) + 1);
    const last = upTo.findLast((row) => row.kind === 'message' && row.message.seq !== null);
    const seq = last?.kind === 'message' ? (last.message.seq ?? 0) : 0;
    if (seq <= seen) return;
    latest.current.seen = seq;
    onSeen(seq);
  }, [list, onSeen]);

  useEffect(() => {
    latest.current = { ...latest.current, rows, present };
    // After the list has placed its rows, and gone to its end.
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [rows, present, look]);

  return look;
}
