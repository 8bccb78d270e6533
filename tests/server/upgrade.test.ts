import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#server/store/database.ts';
import { APPLICATION_ID } from '#server/store/preflight.ts';
import { OptimisticIds } from '#server/store/optimistic-ids.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const MIGRATIONS = resolve(import.meta.dirname, '../../drizzle');

/** A database as a server made it that had only the first migrations. */
async function databaseOf(migrations: number, fill: string): Promise<string> {
  const folder = temporaryFolder();
  cpSync(MIGRATIONS, join(folder, 'drizzle'), { recursive: true });
  const journal = join(folder, 'drizzle/meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, migrations) }));
  const url = `file:${folder}/parley.db`;
  const client = createClient({ url, concurrency: 1 });
  await migrate(drizzle({ client }), { migrationsFolder: join(folder, 'drizzle') });
  await client.executeMultiple(`PRAGMA application_id = ${APPLICATION_ID}; ${fill}`);
  client.close();
  return url;
}

test('a message keeps its optimisticId when a server from before is brought up to date', async () => {
  const url = await databaseOf(
    6,
    `INSERT INTO log (seq, at, room, type, author, command, event) VALUES
       (1, 1, 'lobby', 'room.created', 'ada', 'c1', '{}'), (2, 1, 'lobby', 'message.posted', 'ada', 'c2', '{}'),
       (3, 1, 'lobby', 'message.posted', 'bo', 'c3', '{}');
     INSERT INTO optimistic_id VALUES ('c3', 'mine'), ('never stored', 'gone')`,
  );
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const ids = new OptimisticIds(database.client, () => undefined);
  const found = await ids.of([
    { id: 'c2', seq: 2 },
    { id: 'c3', seq: 3 },
    { id: 'being stored', seq: null },
  ]);
  expect([...found]).toEqual([['c3', 'mine']]);
});
