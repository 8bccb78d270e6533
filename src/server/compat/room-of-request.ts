import { RESERVED_ROOMS } from '#shared/chat/fields.ts';
import { namedBy } from '#shared/wire/wants-of-frames.ts';

/** What the address of a connection asks for: a room with so much of its history, or the reason why it gets none. */
export type RoomRequest = { readonly room: string; readonly history: number } | { readonly room: null; readonly reason: string };

/** Messages that a newcomer may ask for at most. */
const HISTORY_LIMIT = 200;

/** Programs write names into addresses as they are; what is no percent-encoding stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Reads the address of a connection: `/room_name`, or `/?room=room_name`, and `history=N` with
 * either. Never throws, whatever somebody sends as an address.
 */
export function roomOfRequest(url: string): RoomRequest {
  const [path = '', query = ''] = url.split('#', 1)[0]?.split(/\?(.*)/su) ?? [];
  const asked = new URLSearchParams(query);
  const segments = path.split('/').filter((segment) => segment !== '');
  const name = segments.length === 0 ? asked.get('room') : segments.length === 1 ? decoded(segments[0] ?? '') : null;
  const named = name === null ? null : namedBy(name);
  if (named === null) return { room: null, reason: 'Room required' };
  if (RESERVED_ROOMS.has(named.id)) return { room: null, reason: 'Room name reserved' };
  const history = Number(/^\d{1,9}$/u.exec(asked.get('history') ?? '')?.[0] ?? 0);
  return { room: named.id, history: Math.min(history, HISTORY_LIMIT) };
}
