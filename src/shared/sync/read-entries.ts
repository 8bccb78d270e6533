import { type Event, eventTypes, materialize } from '../chat/chat.ts';
import type { Change } from '../log/change.ts';
import type { Entry } from '../log/entry.ts';

/** An entry, and the changes of rows that follow from it. */
export interface ReadEntry {
  readonly entry: Entry;
  readonly changes: readonly Change[];
}

const KNOWN: ReadonlySet<string> = new Set(eventTypes);

function isEntry(value: unknown, room: string): value is Entry {
  const { seq, at, event } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const { type, author, id, room: where } = (event ?? {}) as Partial<Record<keyof Event, unknown>>;
  const numbers = Number.isSafeInteger(seq) && Number.isSafeInteger(at);
  return numbers && KNOWN.has(String(type)) && where === room && typeof author === 'string' && typeof id === 'string';
}

/**
 * Reads entries as a feed brought them. Whatever this program cannot read is left out: a newer
 * server has events that an older page does not know, and one of them must not hold up the rest.
 */
export function readEntries(room: string, entries: unknown): ReadEntry[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    if (!isEntry(entry, room)) return [];
    try {
      return [{ entry, changes: materialize(entry.event) }];
    } catch {
      return [];
    }
  });
}
