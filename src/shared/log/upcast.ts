import { type Event, eventSchema } from '../chat/chat.ts';

/**
 * Types of event that once had another form: `upcast` has to look at them. Whatever is stored of all
 * others is today's form already, and a feed may send it as it is.
 */
export const RESHAPED: ReadonlySet<string> = new Set();

/**
 * Reads an event of any version that was ever shipped and returns it in today's form (L7). When an
 * event changes its shape, its old form is recognised and converted here, its type is put into
 * `RESHAPED`, and the fixtures keep one of each. So far every event is in its first version.
 * @throws {z.ZodError} where it is not an event.
 */
export function upcast(stored: unknown): Event {
  return eventSchema.parse(stored);
}
