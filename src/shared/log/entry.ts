import type { Event } from '../chat/chat.ts';

/** An event with its place in one server's log: `seq` grows by commit, `at` is ms since 1970 when it was stored. */
export interface Entry {
  readonly seq: number;
  readonly at: number;
  readonly event: Event;
}
