import { updateUser } from '#shared/chat/user.ts';
import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

/** People: the profile they chose for themselves in a room. */
export function userRouter(procedure: SignedProcedure, { run }: Services) {
  return router({
    update: procedure.input(updateUser).mutation(({ input, ctx }) => run(input, ctx.actor)),
  });
}
