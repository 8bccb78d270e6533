import { z } from 'zod';
import { nameIdField } from '#shared/chat/fields.ts';
import type { ChannelMarks, OwnReceipt, ReceiptPage } from '#shared/sync/receipts.ts';
import { outageOf } from '../log/outage.ts';
import type { Connection } from './context.ts';
import { requireMember } from './membership.ts';
import { REQUEST_ID } from './request-id.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

/** Channels of one call; a device that was away for long reports more of them in several. */
const MAX_CHANNELS = 200;

const seq = z.int().min(1);
const liveInput = z.object({
  room: nameIdField,
  /** Put in by our decoder (see request-id.ts); a client cannot set it. */
  [REQUEST_ID]: z.union([z.string(), z.number()]).optional(),
});
const setInput = z.object({
  room: nameIdField,
  receipts: z.array(z.object({ channel: nameIdField, received: seq.optional(), read: seq.optional() })).max(MAX_CHANNELS),
});

/** Marks as they are for who turned read receipts off. */
export function withoutRead(channels: readonly ChannelMarks[]): ChannelMarks[] {
  return channels.map((marks) => ({ ...marks, read: [] }));
}

/** How far people received and read. Read receipts can be turned off: then one neither sends nor sees any. */
export function receiptRouter(procedure: SignedProcedure, { database, receipts, signalRate }: Services) {
  /** Follows a room until the signal, with or without what others read. */
  async function* watch(connection: Connection, room: string, user: string, requestId: string | number, signal: AbortSignal) {
    const silent = receipts.isSilent(user);
    const seen = silent ? withoutRead : (channels: readonly ChannelMarks[]): readonly ChannelMarks[] => channels;
    const missed: ChannelMarks[] = [];
    let leave = receipts.subscribe(room, (channels) => missed.push(...channels));
    const news: Required<OwnReceipt>[] = [];
    let wake = (): void => undefined;
    const hearNoMore = receipts.onOwn(room, user, (own) => {
      news.push(...own);
      wake();
    });
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      const own = await receipts.own(room, user);
      yield { channels: seen(await receipts.marks(room)), snapshot: { own, silent } } satisfies ReceiptPage as ReceiptPage;
      while (missed.length > 0) yield { channels: seen(missed.splice(0)) };
      leave();
      if (signal.aborted) return;
      // No await since the last look: whatever changes from now on reaches the hub's group.
      leave = connection.follow(silent ? 'receipts-quiet' : 'receipts', room, requestId);
      while (!signal.aborted) {
        if (news.length > 0) yield { channels: [], own: news.splice(0) };
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      leave();
      hearNoMore();
    }
  }

  return router({
    live: procedure.input(liveInput).subscription(async function* ({ input, ctx, signal }) {
      const { room, [REQUEST_ID]: requestId } = input;
      const user = await requireMember(database, ctx.connection, room);
      if (signal === undefined || requestId === undefined) return;
      for (;;) {
        if (signal.aborted) return;
        const over = new AbortController();
        const stop = (): void => over.abort();
        signal.addEventListener('abort', stop, { once: true });
        const hearNoMore = receipts.onChoice(user, stop);
        try {
          yield* watch(ctx.connection, room, user, requestId, over.signal);
        } finally {
          signal.removeEventListener('abort', stop);
          hearNoMore();
        }
      }
    }),

    set: procedure.input(setInput).mutation(async ({ input, ctx }) => {
      signalRate.take(ctx.actor.userId);
      const user = await requireMember(database, ctx.connection, input.room);
      await receipts.set(input.room, user, input.receipts as Parameters<typeof receipts.set>[2]);
    }),

    list: procedure.input(z.object({ room: nameIdField, channel: nameIdField })).query(async ({ input, ctx }) => {
      const user = await requireMember(database, ctx.connection, input.room);
      const list = await receipts.list(input.room, input.channel);
      if (!receipts.isSilent(user)) return list;
      return { ...list, receipts: list.receipts.map((receipt) => ({ ...receipt, read: 0, readAt: 0 })) };
    }),

    setSilent: procedure.input(z.object({ silent: z.boolean() })).mutation(async ({ input, ctx }) => {
      signalRate.take(ctx.actor.userId);
      await receipts.setSilent(ctx.actor.userId, input.silent).catch((cause: unknown) => {
        throw outageOf(cause);
      });
    }),
  });
}
