import type { InValue, Row } from '@libsql/client';
import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import { RESHAPED, upcast } from '#shared/log/upcast.ts';

/** The columns of `log` in the order of `entryValues`. */
export const ENTRY_COLUMNS = ['seq', 'at', 'room', 'type', 'author', 'command', 'target', 'event', 'body'] as const;

/** The values of an entry's row in `log`. What an erasure takes away stands in a column of its own. */
export function entryValues({ seq, at, event }: Entry): InValue[] {
  const target = 'target' in event ? event.target : null;
  if (!('body' in event)) return [seq, at, event.room, event.type, event.author, event.id, target, JSON.stringify(event), null];
  const { body, ...signed } = event;
  const text = body === null ? null : JSON.stringify(body);
  return [seq, at, event.room, event.type, event.author, event.id, target, JSON.stringify(signed), text];
}

/** Event types whose `body` is kept apart from the rest. */
const WITH_BODY: ReadonlySet<string> = new Set(['message.posted', 'message.edited']);

/** Reads an entry back from its row; `body` is null once it was erased. */
export function entryFromRow(row: Row): Entry {
  const stored = JSON.parse(String(row['event'])) as { type: string };
  const body = row['body'] === null ? null : (JSON.parse(String(row['body'])) as unknown);
  const event: Event = upcast(WITH_BODY.has(stored.type) ? { ...stored, body } : stored);
  return { seq: Number(row['seq']), at: Number(row['at']), event };
}

/**
 * The text of an entry, as `JSON.stringify` makes it of what `entryFromRow` reads, but for the order
 * of fields. What is stored is only put together: to read, check and write it anew would take ten
 * times as long, and a reader who was away gets up to 250,000 of them.
 */
export function entryText(row: Row): string {
  const type = String(row['type']);
  if (RESHAPED.has(type)) return JSON.stringify(entryFromRow(row));
  const { seq, at, event, body } = row as unknown as { seq: number; at: number; event: string; body: string | null };
  const whole = WITH_BODY.has(type) ? `${event.slice(0, -1)},"body":${body}}` : event;
  return `{"seq":${seq},"at":${at},"event":${whole}}`;
}
