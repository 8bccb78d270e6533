import * as z from 'zod/mini';
import { whole } from '../chat/fields.ts';
import { type Event, eventSchema } from '../chat/chat.ts';

/** An event with its place in one server's log: `seq` grows by commit, `at` is ms since 1970 when it was stored. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly event: Event;
}

export const entrySchema: z.ZodMiniType<Entry> = z.object({ seq: whole(1, Number.MAX_SAFE_INTEGER), at: whole(0, Number.MAX_SAFE_INTEGER), event: eventSchema });
