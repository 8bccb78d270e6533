import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import type { PersonState } from '#shared/sync/presence.ts';
import type { ChannelMarks } from '#shared/sync/receipts.ts';
import type { Signals } from '../signals/signals.ts';
import type { ReceiptBook } from '../store/receipt-book.ts';
import type { Stream } from './context.ts';
import { LiveStream } from './live-stream.ts';
import { statesOf } from './presence-snapshots.ts';
import { withoutRead } from './receipt.ts';

/** Whatever tells of answers that are being written. */
export interface AnswerSource {
  subscribe(room: string, listener: (pages: readonly AnswerPage[]) => void): () => void;
}

/** What one turn brought, as one page. */
function joinPages(pages: readonly AnswerPage[]): string {
  return JSON.stringify({ answers: pages.flatMap(({ answers }) => answers), ended: pages.flatMap(({ ended }) => ended) });
}

export interface Streams {
  readonly presence: LiveStream<PersonState>;
  readonly receipts: LiveStream<ChannelMarks>;
  /** For who turned read receipts off. */
  readonly 'receipts-quiet': LiveStream<ChannelMarks>;
  /** What the AI is writing. */
  readonly answers: LiveStream<AnswerPage>;
}

/** The live halves of all subscriptions to what is not in the log. */
export function createStreams(
  of: { signals: Signals; receipts: ReceiptBook; answers: AnswerSource },
  maxUnsentBytes: number,
): Streams {
  const { signals, receipts, answers } = of;
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
    answers: new LiveStream((room, listener) => answers.subscribe(room, listener), joinPages, maxUnsentBytes),
  } satisfies Record<Exclude<Stream, 'feed'>, unknown>;
}

/** Adds a number of every stream. */
export function sum(streams: Streams, read: (stream: Streams[keyof Streams]) => number): number {
  return Object.values(streams).reduce((total: number, stream: Streams[keyof Streams]) => total + read(stream), 0);
}
