import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { elementId } from './element-id.ts';
import type { Row } from './rows.ts';

/**
 * The list's single tab stop and the keys inside it: arrows move from message to message, Home and
 * End to the ends of what is loaded, Escape back to the composer.
 */
export function useListKeys(rows: readonly Row[], list: RefObject<VirtualizerHandle | null>) {
  const [chosen, setCurrent] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const indexes = rows.flatMap((row, index) => (row.kind === 'message' ? [index] : []));
  const chosenIndex = rows.findIndex((row) => row.kind === 'message' && row.key === chosen);
  const currentIndex = chosenIndex === -1 ? (indexes.at(-1) ?? -1) : chosenIndex;
  const current = rows[currentIndex]?.key ?? null;

  // The message may not have been in the page before: it is focused once it is.
  useEffect(() => {
    if (wanted.current === null || wanted.current !== current) return;
    wanted.current = null;
    document.getElementById(elementId(current))?.focus({ preventScroll: true });
  }, [current]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === 'Escape') {
      document.querySelector<HTMLElement>('[data-composer]')?.focus();
      return;
    }
    // Arrows inside code or a toolbar are theirs.
    if (!(event.target instanceof HTMLElement) || event.target.tagName !== 'ARTICLE') return;
    const at = indexes.indexOf(currentIndex);
    const moves: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: indexes.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = indexes[Math.max(0, Math.min(to, indexes.length - 1))];
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || !row || row.key === current) return;
    wanted.current = row.key;
    setCurrent(row.key);
    list.current?.scrollToIndex(index, { align: 'nearest' });
  }

  return { current, currentIndex, setCurrent, onKeyDown };
}
