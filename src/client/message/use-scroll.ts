import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { MessageView } from '../app/views.ts';
import { mayBeOlder } from './may-be-older.ts';
import type { Row } from './rows.ts';

/** px from the end that still count as the end. */
const NEAR_END = 32;
/** Older messages are fetched when fewer than this many screens of them are left above. */
const SCREENS_AHEAD = 1.5;
/** ms for which a message that was jumped to stays lit. */
const LIT = 2_000;

interface ScrollOptions {
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly Row[];
  messages: readonly MessageView[];
  /** The id of a message to show, out of the address. */
  target: string | null;
  /** Grows when we sent something: the list then goes to its end. */
  sent: number;
  fetchOlder: () => void;
  onBottom: (at: boolean) => void;
}

/** Where the list stands: at its end as long as one is there, and where one was otherwise. */
export function useScroll({ list, rows, messages, target, sent, fetchOlder, onBottom }: ScrollOptions) {
  const sticky = useRef(true);
  const opened = useRef(false);
  const reached = useRef<string | null>(null);
  const sentBefore = useRef(sent);
  const latest = useRef(rows);
  const [lit, setLit] = useState<string | null>(null);

  const toEnd = useCallback(() => {
    sticky.current = true;
    list.current?.scrollToIndex(latest.current.length - 1, { align: 'end' });
  }, [list]);

  const stay = useCallback(() => {
    if (sticky.current) toEnd();
  }, [toEnd]);

  /** Shows a message by its key, or by its id alone; tells whether it is here. */
  const jump = useCallback(
    (key: string): boolean => {
      const index = latest.current.findIndex((row) => row.kind === 'message' && (row.key === key || row.message.id === key));
      if (index === -1) return false;
      sticky.current = false;
      list.current?.scrollToIndex(index, { align: 'center' });
      setLit(latest.current[index]?.key ?? null);
      return true;
    },
    [list],
  );
  const onJump = useCallback((author: string, id: string) => void jump(`${author}/${id}`), [jump]);

  const look = useCallback(() => {
    const at = list.current;
    if (at && at.scrollOffset < at.viewportSize * SCREENS_AHEAD) fetchOlder();
  }, [list, fetchOlder]);

  const onScroll = useCallback(() => {
    const at = list.current;
    if (!at) return;
    sticky.current = at.scrollOffset + at.viewportSize >= at.scrollSize - NEAR_END;
    onBottom(sticky.current);
    look();
  }, [list, onBottom, look]);

  useLayoutEffect(() => {
    latest.current = rows;
    const unread = rows.findIndex((row) => row.kind === 'new');
    if (!opened.current && messages.length > 0) {
      opened.current = true;
      if (unread !== -1) {
        sticky.current = false;
        list.current?.scrollToIndex(unread, { align: 'start' });
      }
    }
    stay();
    if (target !== null && reached.current !== target) {
      if (jump(target)) reached.current = target;
      else if (mayBeOlder(target, messages)) fetchOlder();
    }
    look();
  }, [list, rows, messages, target, stay, jump, look, fetchOlder]);

  useLayoutEffect(() => {
    if (sent !== sentBefore.current) toEnd();
    sentBefore.current = sent;
  }, [sent, toEnd]);

  useEffect(() => {
    if (lit === null) return undefined;
    const timer = setTimeout(() => setLit(null), LIT);
    return () => clearTimeout(timer);
  }, [lit]);

  return { lit, toEnd, stay, onScroll, onJump };
}
