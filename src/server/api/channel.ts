import { changeChannel, createChannel } from '#shared/chat/channel.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

/** Channels: create; change, that is rename, set the topic, archive and restore. */
export function channelRouter(procedure: SignedProcedure, { run }: Services) {
  return router({
    create: procedure.input(createChannel).mutation(({ input, ctx }) => run(input, ctx.actor)),
    change: procedure.input(changeChannel).mutation(({ input, ctx }) => run(input, ctx.actor)),
  });
}
