import { asc, count, eq, sql } from 'drizzle-orm';
import type { ChannelRow } from '#shared/chat/channel.ts';
import type { RoomRow } from '#shared/chat/room.ts';
import type { KeyRow, UserRow } from '#shared/chat/user.ts';
import type { RoomPreview, Snapshot } from '#shared/sync/snapshot.ts';
import type { Database } from './database.ts';
import { readHistory } from './history.ts';
import { channel, key, room, user } from './schema.ts';

/** Messages of the first page. */
const PAGE = 50;

/** Faces on the card of a first visit. */
const FACES = 4;

/** Reads a room's rows: channels, people and their keys, and the newest page of one channel. */
export async function readSnapshot(database: Database, name: string, channelId?: string): Promise<Omit<Snapshot, 'asOf'>> {
  const { query } = database;
  const [found] = await query.select().from(room).where(eq(room.room, name));
  const channels = await query.select().from(channel).where(eq(channel.room, name));
  const users = await query.select().from(user).where(eq(user.room, name));
  const keys = await query.select().from(key).where(eq(key.room, name));
  // One look into the index per channel; grouping would read the whole room. Written out, because drizzle
  // names a column of the outer query without its table, which the inner one takes for its own.
  const newestSeq = sql<
    number | null
  >`(SELECT max(m.seq) FROM message m WHERE m.room = "channel"."room" AND m.channel = "channel"."channel")`;
  const places = await query.select({ channel: channel.channel, seq: newestSeq }).from(channel).where(eq(channel.room, name));
  const newest = places.flatMap(({ channel: id, seq }) => (seq === null ? [] : [{ channel: id, seq }]));
  const page = channelId === undefined ? null : await readHistory(database, { room: name, channel: channelId, limit: PAGE });
  return {
    room: (found as RoomRow | undefined) ?? null,
    channels: channels as ChannelRow[],
    users: users as UserRow[],
    keys: keys as KeyRow[],
    newest,
    page,
  };
}

/** Reads what somebody sees of a room before they join it; it need not exist. */
export async function readPreview(database: Database, name: string): Promise<RoomPreview> {
  const { query } = database;
  const [counted] = await query.select({ count: count() }).from(user).where(eq(user.room, name));
  const people = await query
    .select({ user: user.user, name: user.name, colour: user.colour })
    .from(user)
    .where(eq(user.room, name))
    .orderBy(asc(user.user))
    .limit(FACES);
  return { count: counted?.count ?? 0, people: people as RoomPreview['people'] };
}
