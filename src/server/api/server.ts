import type { Services } from './services.ts';
import { router, type SignedProcedure } from './trpc.ts';

/** This server: its name, its limits, its clock. */
export function serverRouter(procedure: SignedProcedure, { about }: Services) {
  return router({
    info: procedure.query(() => ({ ...about, time: Date.now() })),
  });
}
