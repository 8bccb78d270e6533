import { initTRPC } from '@trpc/server';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Context } from './context.ts';
import { describeError, toTrpcError } from './error.ts';

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

/** Counts what a connection has under way and refuses what goes beyond its limits; the socket stays. */
function countRequests(limits: ConnectionLimits) {
  return t.middleware(async ({ ctx: { connection }, type, signal, next }) => {
    if (type === 'subscription') {
      if (connection.subscriptions >= limits.subscriptionsPerSocket) {
        throw new Refusal('too-many', `A connection may have ${limits.subscriptionsPerSocket} subscriptions.`);
      }
      connection.subscriptions += 1;
      let open = true;
      // It ends in more than one way: refused, at its own end, or stopped before its first step.
      const leave = (): void => {
        if (open) connection.subscriptions -= 1;
        open = false;
      };
      signal?.addEventListener('abort', leave, { once: true });
      const opened = await next();
      if (!opened.ok || signal?.aborted) leave();
      return opened.ok && isIterable(opened.data) ? { ...opened, data: watched(opened.data, leave) } : opened;
    }
    if (connection.pending >= limits.pendingPerSocket) {
      throw new Refusal('too-fast', `A connection may wait for ${limits.pendingPerSocket} answers at once.`);
    }
    connection.pending += 1;
    try {
      return await (type === 'query' ? connection.read(() => next()) : next());
    } finally {
      connection.pending -= 1;
    }
  });
}

/** Maps refusals and outages to tRPC's codes. */
const mapErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** Lets only signed connections pass and tells the others why they are not. */
const requireActor = t.middleware(({ ctx, next }) => {
  const { actor, refusal } = ctx.connection;
  if (actor === null) throw refusal ?? new Refusal('signed-out');
  return next({ ctx: { ...ctx, actor } });
});

/** A procedure for signed connections: every procedure is made from it. */
export function signedProcedure(limits: ConnectionLimits) {
  return t.procedure.use(mapErrors).use(countRequests(limits)).use(requireActor);
}

export type SignedProcedure = ReturnType<typeof signedProcedure>;
