import { z } from 'zod';
import { type Event, eventSchema } from '../chat/chat.ts';

/** An event with its place in one server's log: `seq` grows by commit, `at` is ms since 1970 when it was stored. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly event: Event;
}

export const entrySchema: z.ZodType<Entry> = z.object({ seq: z.int().min(1), at: z.int().min(0), event: eventSchema });
