import { z } from 'zod';
import { nameIdField } from '#shared/chat/fields.ts';
import type { PersonState, PresencePage } from '#shared/sync/presence.ts';
import type { Connection } from './context.ts';
import { requireMember } from './membership.ts';
import { PresenceSnapshots, statesOf } from './presence-snapshots.ts';
import { REQUEST_ID } from './request-id.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

const activity = z.enum(['active', 'idle']);
const liveInput = z.object({
  room: nameIdField,
  /** What this device does at first. */
  activity: activity.default('active'),
  /** Put in by our decoder (see request-id.ts); a client cannot set it. */
  [REQUEST_ID]: z.union([z.string(), z.number()]).optional(),
});
const setInput = z.object({
  room: nameIdField,
  activity: activity.optional(),
  /** The channel one types in, or null; it ends by itself after a few seconds. */
  typing: z.optional(z.nullable(nameIdField)),
});

/** How often one connection has a room's presence open; it is one device all the same. */
const open = new WeakMap<Connection, Map<string, number>>();

/** Who is here and who types. Whoever has `live` of a room open is present in it. */
export function presenceRouter(procedure: SignedProcedure, { database, signals, lastSeen, signalRate }: Services) {
  const snapshots = new PresenceSnapshots(signals, lastSeen);

  function enter(connection: Connection, room: string, user: string, state: 'active' | 'idle'): () => void {
    const rooms = open.get(connection) ?? new Map<string, number>();
    open.set(connection, rooms);
    rooms.set(room, (rooms.get(room) ?? 0) + 1);
    signals.enter({ connection: connection.id, room, user }, state);
    return () => {
      const left = (rooms.get(room) ?? 1) - 1;
      rooms.set(room, left);
      if (left > 0) return;
      rooms.delete(room);
      signals.leave({ connection: connection.id, room });
    };
  }

  return router({
    live: procedure.input(liveInput).subscription(async function* ({ input, ctx, signal }): AsyncGenerator<PresencePage> {
      const { room } = input;
      const user = await requireMember(database, ctx.connection, room);
      if (signal === undefined || signal.aborted) return;
      const leave = enter(ctx.connection, room, user, input.activity);
      const missed: PersonState[] = [];
      const hearNoMore = signals.subscribe(room, (change) => missed.push(...statesOf(change)));
      let unfollow = (): void => undefined;
      try {
        yield await snapshots.of(room);
        while (missed.length > 0) yield { people: missed.splice(0) };
        hearNoMore();
        // No await since the last look: whatever changes from now on reaches the hub's group.
        const requestId = input[REQUEST_ID];
        if (requestId === undefined || signal.aborted) return;
        unfollow = ctx.connection.follow('presence', room, requestId);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      } finally {
        hearNoMore();
        unfollow();
        leave();
      }
    }),

    set: procedure.input(setInput).mutation(({ input: { room, ...state }, ctx }) => {
      signalRate.take(ctx.actor.userId);
      signals.set({ connection: ctx.connection.id, room }, state as Parameters<typeof signals.set>[1]);
    }),
  });
}
