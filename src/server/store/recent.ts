import { and, desc, eq, gt, inArray, lte } from 'drizzle-orm';
import type { MessageRow } from '#shared/chat/message.ts';
import type { Database } from './database.ts';
import { channel, message } from './schema.ts';

/**
 * Reads the newest messages of a room, of all its channels together, oldest first.
 *
 * The index knows the order within a channel, so each channel gives its newest positions, of those
 * that are still among the newest of all.
 *
 * @param upTo no message after this `seq`
 */
export async function readRecent(database: Database, room: string, limit: number, upTo: number): Promise<MessageRow[]> {
  const { query } = database;
  const channels = await query.select({ id: channel.channel }).from(channel).where(eq(channel.room, room));
  let newest: number[] = [];
  for (const { id } of channels) {
    const floor = newest.length < limit ? 0 : (newest.at(-1) ?? 0);
    const wanted = and(eq(message.room, room), eq(message.channel, id), gt(message.seq, floor), lte(message.seq, upTo));
    const found = await query.select({ seq: message.seq }).from(message).where(wanted).orderBy(desc(message.seq)).limit(limit);
    newest = [...newest, ...found.map(({ seq }) => seq ?? 0)].sort((a, b) => b - a).slice(0, limit);
  }
  const rows =
    newest.length === 0 ? [] : await query.select().from(message).where(inArray(message.seq, newest)).orderBy(message.seq);
  return rows as MessageRow[];
}
