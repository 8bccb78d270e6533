import { aiRouter } from './ai.ts';
import { channelRouter } from './channel.ts';
import { feedRouter } from './feed.ts';
import { messageRouter } from './message.ts';
import { presenceRouter } from './presence.ts';
import { receiptRouter } from './receipt.ts';
import { roomRouter } from './room.ts';
import { serverRouter } from './server.ts';
import type { Services } from './services.ts';
import { type ConnectionLimits, router, signedProcedure } from './trpc.ts';
import { userRouter } from './user.ts';

/** The whole API. A new concept is one more line here. */
export function createRouter(services: Services, limits: ConnectionLimits) {
  const procedure = signedProcedure(limits);
  return router({
    server: serverRouter(procedure, services),
    room: roomRouter(procedure, services),
    channel: channelRouter(procedure, services),
    user: userRouter(procedure, services),
    message: messageRouter(procedure, services),
    ai: aiRouter(procedure, services),
    feed: feedRouter(procedure, services),
    presence: presenceRouter(procedure, services),
    receipt: receiptRouter(procedure, services),
  });
}

/** The type that the browser app and the SDK infer everything from. */
export type AppRouter = ReturnType<typeof createRouter>;
