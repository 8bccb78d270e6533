import { onTestFinished } from 'vitest';
import { tables } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { CommandLimits } from '#server/log/limits.ts';
import { type Database, openDatabase } from '#server/store/database.ts';
import { entryFromRow } from '#server/store/entry-row.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Limits that nothing in a test reaches, where the test is about something else. */
export const NO_LIMITS: CommandLimits = { messageLength: 1e9, roomsPerKey: 1e9, channelsPerRoom: 1e9, clockSkewMs: 1e17 };

/** The real database in a folder of its own, for one test that is not about power cuts: it does not wait for the disk. */
export async function temporaryDatabase(folder: string = temporaryFolder()): Promise<Database> {
  const database = await openDatabase(`file:${folder}/parley.db`);
  onTestFinished(() => database.close());
  await database.client.execute('PRAGMA synchronous = OFF');
  return database;
}

/** Empties the log and its projections; much faster than a new database. */
export async function emptyLog({ client }: Database): Promise<void> {
  await client.batch(
    ['log', ...tables.map(({ name }) => name)].map((name) => `DELETE FROM "${name}"`),
    'write',
  );
}

/** The whole log, as its readers see it. */
export async function readLog({ client }: Database): Promise<Entry[]> {
  return (await client.execute('SELECT * FROM log ORDER BY seq')).rows.map(entryFromRow);
}
