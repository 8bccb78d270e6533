import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { UserRow } from '#shared/chat/user.ts';
import { useConnection } from '../app/hooks.ts';
import { startOfDay } from '../app/time.ts';
import type { MessagesView, MessageView } from '../app/views.ts';
import { MessageItem } from './message-item.tsx';
import { NewPill } from './new-pill.tsx';
import { mayBeOlder } from './may-be-older.ts';
import { keyOf, rowsOf } from './rows.ts';
import { DaySeparator, NewSeparator } from './separators.tsx';
import { TopRow } from './top-row.tsx';
import { useListKeys } from './use-list-keys.ts';
import { useShift } from './use-shift.ts';
import { words } from './words.ts';

const RemoveDialog = lazy(() => import('./remove-dialog.tsx').then((module) => ({ default: module.RemoveDialog })));

/** px from the end that still count as the end. */
const NEAR_END = 32;
/** Older messages are fetched when fewer than this many screens of them are left above. */
const SCREENS_AHEAD = 1.5;
/** ms for which a message that was jumped to stays lit. */
const LIT = 2_000;

interface MessageListProps {
  view: MessagesView & { loadOlder(): Promise<void> };
  people: readonly UserRow[];
  channelName: string;
  /** The channel takes new messages. */
  open: boolean;
  firstUnreadSeq: number | null;
  bottom: boolean;
  onBottom: (at: boolean) => void;
  /** Messages of others below what is in sight. */
  below: number;
  /** The id of a message to show first, out of the address. */
  target: string | null;
  /** Grows when the list should go to its end: we sent something. */
  sent: number;
}

/** The messages of a channel. Its place never jumps: not when history, new messages or pictures come. */
export function MessageList(props: MessageListProps) {
  const { view, people, channelName, open, firstUnreadSeq, bottom, onBottom, below, target, sent } = props;
  const { messages, atStart, loading, loadOlder } = view;
  const { state } = useConnection();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const sticky = useRef(true);
  const fetching = useRef(false);
  const heads = useRef(new Set<string>());
  const [lit, setLit] = useState<string | null>(null);
  const [removing, setRemoving] = useState<MessageView | null>(null);
  const today = startOfDay(Date.now());

  const oldest = messages[0];
  if (oldest) heads.current.add(keyOf(oldest));
  const rows = useMemo(() => rowsOf(messages, { firstUnreadSeq, heads: heads.current, now: today, people }), [messages, firstUnreadSeq, today, people]);
  const shift = useShift(rows);
  const { current, currentIndex, setCurrent, onKeyDown } = useListKeys(rows, list);
  const length = rows.length;

  const toEnd = useCallback(() => list.current?.scrollToIndex(length - 1, { align: 'end' }), [length]);

  const fetchOlder = useCallback(async () => {
    if (fetching.current || atStart || state === 'offline') return;
    fetching.current = true;
    await loadOlder().catch(() => undefined);
    fetching.current = false;
  }, [atStart, state, loadOlder]);

  const look = useCallback(() => {
    const at = list.current;
    if (!at) return;
    if (at.scrollOffset < at.viewportSize * SCREENS_AHEAD) void fetchOlder();
  }, [fetchOlder]);

  const jump = useCallback(
    (key: string): boolean => {
      const index = rows.findIndex((row) => row.kind === 'message' && (row.key === key || row.key.endsWith(`/${key}`)));
      if (index === -1) return false;
      sticky.current = false;
      onBottom(false);
      list.current?.scrollToIndex(index, { align: 'center' });
      setLit(rows[index]?.key ?? null);
      return true;
    },
    [rows, onBottom],
  );
  // Kept in a ref, so that rows need not be drawn anew whenever a message comes.
  const jumpNow = useRef(jump);
  useLayoutEffect(() => {
    jumpNow.current = jump;
  });
  const onJump = useCallback((author: string, id: string) => void jumpNow.current(`${author}/${id}`), []);

  // At first: the first unread message, else the end. Then the message of the address, once it is here.
  const opened = useRef(false);
  const reached = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (messages.length === 0) return;
    if (!opened.current) {
      opened.current = true;
      const unread = rows.findIndex((row) => row.kind === 'new');
      if (unread === -1) toEnd();
      else list.current?.scrollToIndex(unread, { align: 'start' });
    }
    if (target === null || reached.current === target) return;
    if (jump(target)) reached.current = target;
    else if (mayBeOlder(target, messages)) void fetchOlder();
  }, [messages, target, rows, jump, toEnd, fetchOlder]);

  useLayoutEffect(() => {
    if (sticky.current) toEnd();
  }, [rows, toEnd]);

  useLayoutEffect(() => {
    if (sent === 0) return;
    sticky.current = true;
    toEnd();
    // Only when something was sent: `toEnd` changes with every row.
  }, [sent]);

  useEffect(look, [look, length]);

  useEffect(() => {
    if (lit === null) return;
    const timer = setTimeout(() => setLit(null), LIT);
    return () => clearTimeout(timer);
  }, [lit]);

  function onScroll(): void {
    const at = list.current;
    if (!at) return;
    sticky.current = at.scrollOffset + at.viewportSize >= at.scrollSize - NEAR_END;
    onBottom(sticky.current);
    look();
  }

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="feed"
        aria-label={words.list(channelName)}
        aria-busy={loading}
        onKeyDown={onKeyDown}
        className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div className="flex-1" />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={shift}
          keepMounted={currentIndex === -1 ? [] : [currentIndex]}
          bufferSize={400}
          onScroll={onScroll}
          onResize={() => sticky.current && toEnd()}
        >
          {(row) => {
            switch (row.kind) {
              case 'top':
                return <TopRow key={row.key} channelName={channelName} atStart={atStart} loading={loading} day={row.day} />;
              case 'day':
                return <DaySeparator key={row.key} name={row.name} />;
              case 'new':
                return <NewSeparator key={row.key} />;
              case 'end':
                return <div key={row.key} className="h-3" />;
              case 'message':
                return (
                  <MessageItem
                    key={row.key}
                    message={row.message}
                    author={row.author}
                    grouped={row.grouped}
                    current={row.key === current}
                    lit={row.key === lit}
                    open={open}
                    onCurrent={setCurrent}
                    onJump={onJump}
                    askRemove={setRemoving}
                  />
                );
            }
          }}
        </Virtualizer>
      </div>
      {!bottom && (
        <NewPill
          many={below}
          onClick={() => {
            sticky.current = true;
            toEnd();
          }}
        />
      )}
      {removing && (
        <Suspense>
          <RemoveDialog message={removing} onClose={() => setRemoving(null)} />
        </Suspense>
      )}
    </div>
  );
}
