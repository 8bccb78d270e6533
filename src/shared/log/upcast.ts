import { type Event, eventSchema } from '../chat/chat.ts';

/**
 * Reads an event of any version that was ever shipped and returns it in today's form (L7). When an
 * event changes its shape, its old form is recognised and converted here, and the fixtures keep one
 * of each. So far every event is in its first version.
 * @throws {z.ZodError} where it is not an event.
 */
export function upcast(stored: unknown): Event {
  return eventSchema.parse(stored);
}
