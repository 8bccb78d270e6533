import { createClient } from '@libsql/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLibsqlSequencer } from '#server/log/libsql-sequencer.ts';
import { Outage } from '#server/log/outage.ts';
import { type Database, openDatabase } from '#server/store/database.ts';
import { readLog } from '#tests/support/test-log.ts';
import { posted } from '#tests/support/posted.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { describeSequencer, type OpenAgain } from './sequencer.ts';

function inFolder(folder: string): OpenAgain {
  return async (now) => {
    const database = await openDatabase(`file:${folder}/parley.db`);
    const sequencer = await openLibsqlSequencer(database, now);
    return { sequencer, entries: () => readLog(database), close: async () => database.close() };
  };
}

describeSequencer('libSQL', () => inFolder(temporaryFolder()));

/** Another program's connection to the same file; of the same library, for two libraries in one process do not see each other's locks. */
function neighbour(folder: string) {
  const client = createClient({ url: `file:${folder}/parley.db`, concurrency: 1, timeout: 0 });
  onTestFinished(() => client.close());
  return client;
}

async function openIn(
  folder: string,
): Promise<{ database: Database; sequencer: Awaited<ReturnType<typeof openLibsqlSequencer>> }> {
  const database = await openDatabase(`file:${folder}/parley.db`);
  onTestFinished(() => database.close());
  return { database, sequencer: await openLibsqlSequencer(database) };
}

describe('while another program holds the database', () => {
  test('an append waits, and is stored once it may be; meanwhile the server does not stand still', async () => {
    const folder = temporaryFolder();
    const { database, sequencer } = await openIn(folder);
    const held = await neighbour(folder).transaction('write');
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const appended = sequencer.append([posted(1), posted(2)]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await database.client.execute('SELECT 1')).toBeDefined();
    await held.rollback();
    expect((await appended).map(({ seq }) => seq)).toEqual([1, 2]);
    clearInterval(beat);
    expect(longest).toBeLessThan(1000);
    expect(await readLog(database)).toHaveLength(2);
  });

  test('what takes too long is refused with a sentence for people; none of it is stored, and no later write vanishes (libsql-client-ts#352)', async () => {
    const folder = temporaryFolder();
    const { database, sequencer } = await openIn(folder);
    const other = neighbour(folder);
    const held = await other.transaction('write');
    const insert = (nonce: string) => database.client.execute({ sql: 'INSERT INTO nonce VALUES (?, 1)', args: [nonce] });
    const [append, claim] = await Promise.allSettled([sequencer.append([posted(1)]), insert('early')]);
    expect(append).toMatchObject({
      status: 'rejected',
      reason: { name: 'Outage', message: expect.stringMatching(/busy/u) as string },
    });
    expect(claim.status).toBe('rejected');
    await held.rollback();
    await insert('later');
    expect((await sequencer.append([posted(1)])).map(({ seq }) => seq)).toEqual([1]);
    expect((await other.execute('SELECT nonce FROM nonce')).rows.map((row) => row['nonce'])).toEqual(['later']);
    expect((await other.execute('SELECT count(*) AS entries FROM log')).rows[0]?.['entries']).toBe(1);
  });

  test('what it writes into our log is never taken for what we meant to write', async () => {
    const folder = temporaryFolder();
    const { database, sequencer } = await openIn(folder);
    await sequencer.append([posted(1)]);
    await neighbour(folder).execute(
      `INSERT INTO log SELECT 2, at, room, type, 'somebody', command, target, event, body FROM log WHERE seq = 1`,
    );
    const outcome = await sequencer.append([posted(2)]).catch((cause: unknown) => cause);
    const ids = (await database.client.execute('SELECT command, author FROM log')).rows.map(
      (row) => `${String(row['author'])} ${String(row['command'])}`,
    );
    const event = posted(2);
    if (outcome instanceof Error) expect(ids).not.toContain(`${event.author} ${event.id}`);
    else expect(ids).toContain(`${event.author} ${event.id}`);
    expect((await sequencer.append([posted(3)])).map(({ seq }) => seq)).toEqual([ids.length + 1]);
  });
});

describe('where the disk takes no more', () => {
  test('an append is refused with a sentence for people, reading goes on, and nothing acknowledged is lost', async () => {
    const folder = temporaryFolder();
    const { database, sequencer } = await openIn(folder);
    await sequencer.append([posted(1)]);
    const { rows } = await database.client.execute('PRAGMA page_count');
    const full = Number(rows[0]?.['page_count']) + 4;
    await database.client.execute(`PRAGMA max_page_count = ${full}`);
    let stored = 1;
    let refused: unknown;
    while (refused === undefined && stored < 100) {
      await sequencer.append([posted(stored + 1, { content: 'x'.repeat(4000) })]).then(
        () => stored++,
        (cause: unknown) => (refused = cause),
      );
    }
    expect(refused).toBeInstanceOf(Outage);
    expect((refused as Outage).message).toMatch(/disk is full/u);
    expect(await readLog(database)).toHaveLength(stored);
    expect(sequencer.head).toBe(stored);
    // The connection is made anew after a failure, and with it the limit of this test is gone: there is room again.
    expect((await sequencer.append([posted(500)])).map(({ seq }) => seq)).toEqual([stored + 1]);
  });

  test('a database that may only be read is read, and says so when something should be stored', async () => {
    const folder = temporaryFolder();
    const { database, sequencer } = await openIn(folder);
    await sequencer.append([posted(1)]);
    await database.client.execute('PRAGMA query_only = ON');
    const refused = await sequencer.append([posted(2)]).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(Outage);
    expect((refused as Outage).message).toMatch(/may not write/u);
    expect(await readLog(database)).toHaveLength(1);
  });
});
