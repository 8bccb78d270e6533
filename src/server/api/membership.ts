import { and, eq } from 'drizzle-orm';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Database } from '../store/database.ts';
import { user } from '../store/schema.ts';
import type { Connection } from './context.ts';

/** Rooms in which a connection's person was found to have a profile; nobody loses one. */
const known = new WeakMap<Connection, Set<string>>();

/**
 * Lets only people of a room pass: who never told their name there is neither present nor reads.
 * @returns the person's user id
 * @throws {Refusal} `no-profile`
 */
export async function requireMember(database: Database, connection: Connection, room: string): Promise<string> {
  const id = connection.actor?.userId ?? '';
  if (known.get(connection)?.has(room)) return id;
  const found = await database.query
    .select({ user: user.user })
    .from(user)
    .where(and(eq(user.room, room), eq(user.user, id)));
  if (found.length === 0) throw new Refusal('no-profile');
  const rooms = known.get(connection) ?? new Set();
  known.set(connection, rooms.add(room));
  return id;
}
