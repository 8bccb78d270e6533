import type { PersonState } from '#shared/sync/presence.ts';
import type { ChannelMarks } from '#shared/sync/receipts.ts';
import type { Signals } from '../signals/signals.ts';
import type { ReceiptBook } from '../store/receipt-book.ts';
import type { Stream } from './context.ts';
import { LiveStream } from './live-stream.ts';
import { statesOf } from './presence.ts';
import { withoutRead } from './receipt.ts';

export interface Streams {
  readonly presence: LiveStream<PersonState>;
  readonly receipts: LiveStream<ChannelMarks>;
  /** For who turned read receipts off. */
  readonly 'receipts-quiet': LiveStream<ChannelMarks>;
}

/** The live halves of all subscriptions to what is not in the log. */
export function createStreams(of: { signals: Signals; receipts: ReceiptBook }, maxUnsentBytes: number): Streams {
  const { signals, receipts } = of;
  const marks = (room: string, listener: (channels: readonly ChannelMarks[]) => void): (() => void) =>
    receipts.subscribe(room, listener);
  return {
    presence: new LiveStream<PersonState>(
      (room, listener) => signals.subscribe(room, (change) => listener(statesOf(change))),
      (people) => JSON.stringify({ people }),
      maxUnsentBytes,
    ),
    receipts: new LiveStream(marks, (channels) => JSON.stringify({ channels }), maxUnsentBytes),
    'receipts-quiet': new LiveStream(marks, (channels) => JSON.stringify({ channels: withoutRead(channels) }), maxUnsentBytes),
  } satisfies Record<Exclude<Stream, 'feed'>, unknown>;
}

/** Adds a number of every stream. */
export function sum(streams: Streams, read: (stream: Streams[keyof Streams]) => number): number {
  return Object.values(streams).reduce((total: number, stream: Streams[keyof Streams]) => total + read(stream), 0);
}
