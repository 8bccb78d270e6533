import { Suspense, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { UserRow } from '#shared/chat/user.ts';
import { useConnection } from '../app/hooks.ts';
import { useToday } from '../app/use-today.ts';
import type { MessagesView, MessageView } from '../app/views.ts';
import { MessageItem } from './message-item.tsx';
import { NewPill } from './new-pill.tsx';
import { keyOf, type Row, rowsOf } from './rows.ts';
import { DaySeparator, NewSeparator } from './separators.tsx';
import { TopRow } from './top-row.tsx';
import { useHeads } from './use-heads.ts';
import { useListKeys } from './use-list-keys.ts';
import { useOlder } from './use-older.ts';
import { useScroll } from './use-scroll.ts';
import { useSeen } from './use-seen.ts';
import { useShift } from './use-shift.ts';
import { words } from './words.ts';
import { lazyPart } from '../parts/lazy-part.tsx';

const RemoveDialog = lazyPart(() => import('./remove-dialog.tsx').then((module) => module.RemoveDialog));

/** px of a message as most are; the first frame draws as many as then fill the screen. */
const TYPICAL_HEIGHT = 56;

interface MessageListProps {
  view: MessagesView & { loadOlder(): Promise<void> };
  people: readonly UserRow[];
  channelName: string;
  /** The channel takes new messages. */
  open: boolean;
  firstUnreadSeq: number | null;
  bottom: boolean;
  onBottom: (at: boolean) => void;
  /** Told of the `seq` of the newest message that was really seen. */
  onSeen: (seq: number) => void;
  /** Messages of others below what is in sight. */
  below: number;
  /** The id of a message to show first, out of the address. */
  target: string | null;
  /** Grows when we sent something. */
  sent: number;
}

/** The messages of a channel. Its place never jumps: not when history, new messages or colours come. */
export function MessageList(props: MessageListProps) {
  const { view, people, channelName, open, firstUnreadSeq, bottom, onBottom, onSeen, below, target, sent } = props;
  const { messages, atStart, loading } = view;
  const connected = useConnection().state !== 'offline';
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [removing, setRemoving] = useState<MessageView | null>(null);
  const now = useToday();
  const heads = useHeads(messages[0] && keyOf(messages[0]));
  const rows = useMemo(
    () => rowsOf(messages, { firstUnreadSeq, heads, now, people }),
    [messages, firstUnreadSeq, heads, now, people],
  );
  const shift = useShift(rows);
  const fetchOlder = useOlder({ view, connected });
  const { lit, toEnd, stay, onScroll, onJump } = useScroll({ list, rows, messages, target, sent, fetchOlder, onBottom });
  const look = useSeen({ list, rows, onSeen });
  const { current, currentIndex, setCurrent, onKeyDown } = useListKeys(rows, list);

  function draw(row: Row) {
    if (row.kind === 'top')
      return <TopRow key={row.key} channelName={channelName} atStart={atStart} loading={loading} day={row.day} />;
    if (row.kind === 'day') return <DaySeparator key={row.key} name={row.name} />;
    if (row.kind === 'new') return <NewSeparator key={row.key} />;
    if (row.kind === 'end') return <div key={row.key} className="h-3" />;
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

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a feed moves its focus with keys (ARIA practices) */}
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
          itemSize={TYPICAL_HEIGHT}
          bufferSize={400}
          onScroll={() => {
            onScroll();
            look();
          }}
          onResize={() => {
            stay();
            look();
          }}
        >
          {draw}
        </Virtualizer>
      </div>
      {!bottom && <NewPill many={below} onClick={toEnd} />}
      {removing && (
        <Suspense>
          <RemoveDialog message={removing} onClose={() => setRemoving(null)} />
        </Suspense>
      )}
    </div>
  );
}
