import { z } from 'zod/mini';

const schema = z.object({
  id: z.string(),
  room: z.string(),
  channel: z.string(),
  text: z.string(),
  replyTo: z.nullable(z.object({ author: z.string(), id: z.string() })),
});

/** A message that a person sent, and that is not in the Outbox yet. */
export type JustWritten = z.infer<typeof schema>;

const PREFIX = 'parley.written:';

/**
 * Notes a message in the moment in which it is sent: signing it and writing it into the Outbox takes
 * a few milliseconds more, in which a page can be closed.
 */
export function noteWritten(message: JustWritten): void {
  try {
    localStorage.setItem(PREFIX + message.id, JSON.stringify(message));
  } catch {
    // Without storage, or without room in it, those milliseconds are a risk.
  }
}

/** Forgets it: it is kept in the Outbox, or back in front of the person. */
export function forgetWritten(id: string): void {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // It was not noted either.
  }
}

/** What pages that were closed in such a moment left behind, oldest first. */
export function leftWritten(): JustWritten[] {
  try {
    const kept = Object.entries(localStorage).filter(([key]) => key.startsWith(PREFIX));
    const found = kept.flatMap(([, value]) => schema.safeParse(JSON.parse(String(value))).data ?? []);
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  } catch {
    return [];
  }
}
