import { initTRPC } from '@trpc/server';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Context } from './context.ts';
import { describeError, refused, toTrpcError } from './error.ts';

/** Limits of one connection; the numbers come from the configuration. */
export interface ConnectionLimits {
  readonly pendingPerSocket: number;
  readonly subscriptionsPerSocket: number;
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const { message, data } = describeError(error);
    return { ...shape, message, data: { ...shape.data, ...data } };
  },
});

export const router = t.router;

/** Runs `ended` when a subscription has yielded its last, or is broken off. */
async function* watched(iterable: AsyncIterable<unknown>, ended: () => void): AsyncGenerator {
  try {
    yield* iterable;
  } finally {
    ended();
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/**
 * What every call passes. It lets only signed connections pass and tells the others why they are
 * not; counts what a connection has under way and refuses what goes beyond its limits, while the
 * socket stays; and maps refusals and outages to tRPC's codes. One middleware for all of it: each
 * further one takes 6 to 10 µs of every call.
 */
function guard(limits: ConnectionLimits) {
  return t.middleware(async ({ ctx: { connection }, type, signal, next }) => {
    const { actor } = connection;
    if (actor === null) throw refused(connection.refusal ?? new Refusal('signed-out'));
    if (type === 'subscription') {
      if (connection.subscriptions >= limits.subscriptionsPerSocket) {
        throw refused(new Refusal('too-many', `A connection may have ${limits.subscriptionsPerSocket} subscriptions.`));
      }
      connection.subscriptions += 1;
      let open = true;
      // It ends in more than one way: refused, at its own end, or stopped before its first step.
      const leave = (): void => {
        if (open) connection.subscriptions -= 1;
        open = false;
      };
      signal?.addEventListener('abort', leave, { once: true });
      const opened = await next({ ctx: { actor } });
      if (!opened.ok || signal?.aborted) leave();
      if (!opened.ok) throw toTrpcError(opened.error);
      return isIterable(opened.data) ? { ...opened, data: watched(opened.data, leave) } : opened;
    }
    if (connection.pending >= limits.pendingPerSocket) {
      throw refused(new Refusal('too-fast', `A connection may wait for ${limits.pendingPerSocket} answers at once.`));
    }
    connection.pending += 1;
    try {
      const answered = await (type === 'query' ? connection.read(() => next({ ctx: { actor } })) : next({ ctx: { actor } }));
      if (!answered.ok) throw toTrpcError(answered.error);
      return answered;
    } finally {
      connection.pending -= 1;
    }
  });
}

/** A procedure for signed connections: every procedure is made from it. */
export function signedProcedure(limits: ConnectionLimits) {
  return t.procedure.use(guard(limits));
}

export type SignedProcedure = ReturnType<typeof signedProcedure>;
