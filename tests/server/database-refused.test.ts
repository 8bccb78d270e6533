import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, describe, test } from 'vitest';
import { readConfig } from '#server/config.ts';
import { DatabaseRefused } from '#server/store/preflight.ts';
import { startServer } from '#server/server.ts';
import { posted } from '#tests/support/posted.ts';
import { seed } from '#tests/support/seed.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { connect } from '#tests/support/stock-client.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** What is in a folder, but for what holds no data: our lock, and SQLite's index of the write-ahead log. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => name !== 'parley.lock');
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(files.map((name) => [name, name.endsWith('-shm') ? '' : hash(name)]));
}

/** Why a server does not start on this folder; whatever is in there must be as it was. */
async function refused(folder: string): Promise<string> {
  const before = contents(folder);
  const start = startServer(readConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'fatal' }));
  const cause = await start.then(
    async (server) => {
      await server.stop();
      throw new Error('it was not refused');
    },
    (reason: unknown) => reason,
  );
  if (!(cause instanceof DatabaseRefused)) throw cause;
  expect(contents(folder)).toEqual(before);
  return cause.message;
}

/** A folder with a database of ours and so many messages in it. */
async function inhabited(messages: number): Promise<string> {
  const folder = temporaryFolder();
  await seed(
    folder,
    Array.from({ length: messages }, (_, index) => posted(index)),
  );
  return folder;
}

function change(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'parley.db'));
  database.exec(sql);
  database.close();
}

describe('a database that cannot be ours is refused, in words, and not touched', () => {
  test('no database at all', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'parley.db'), 'This is my diary. Do not write into it.'.repeat(100));
    expect(await refused(folder)).toMatch(/cannot be read as a database.*nothing was changed/u);
  });

  test('of another program', async () => {
    const folder = temporaryFolder();
    change(folder, 'PRAGMA journal_mode = WAL; CREATE TABLE diary (day TEXT)');
    expect(await refused(folder)).toMatch(/database of another program/u);
  });

  test('of a newer Parley', async () => {
    const folder = await inhabited(3);
    change(folder, `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', ${Date.now() + 1e12})`);
    expect(await refused(folder)).toMatch(/newer version of Parley/u);
  });

  test('cut off in the middle', async () => {
    const folder = await inhabited(500);
    const path = join(folder, 'parley.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(await refused(folder)).toMatch(/damaged|cannot be read/u);
  });

  test('overwritten in the middle', async () => {
    const folder = await inhabited(500);
    const path = join(folder, 'parley.db');
    const bytes = readFileSync(path);
    bytes.fill(0xab, Math.floor(bytes.length / 3), Math.floor(bytes.length / 3) + 20_000);
    writeFileSync(path, bytes);
    expect(await refused(folder)).toMatch(/damaged|cannot be read/u);
  });

  test('with a first page of nonsense', async () => {
    const folder = await inhabited(50);
    const path = join(folder, 'parley.db');
    const bytes = readFileSync(path);
    bytes.fill(0, 16, 100);
    writeFileSync(path, bytes);
    expect(await refused(folder)).toMatch(/damaged|cannot be read/u);
  });

  test('a folder', async () => {
    const folder = temporaryFolder();
    const database = join(folder, 'nested');
    copyFileSync('package.json', join(folder, 'package.json'));
    await expect(
      startServer(
        readConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, DATABASE_URL: `file:${folder}`, LOG_LEVEL: 'fatal' }),
      ),
    ).rejects.toThrow(DatabaseRefused);
    expect(readdirSync(folder)).not.toContain(database);
  });
});

test('what a crash left behind is no damage', async () => {
  const folder = await inhabited(20);
  // A write-ahead log whose last frame was only half written.
  writeFileSync(join(folder, 'parley.db-wal'), Buffer.alloc(5000, 7));
  writeFileSync(join(folder, 'parley.lock'), '1');
  const server = await startLocal({ DATA_DIR: folder });
  expect(
    await (await connect(server.url)).client.message.history.query({ room: 'lobby', channel: 'general', limit: 100 }),
  ).toMatchObject({ reachedStart: true });
});

describe('a second server', () => {
  test('on the same folder ends with code 3 and a sentence that names the first; the first goes on', async () => {
    const folder = temporaryFolder();
    const first = await ServerProcess.start({ dataDir: folder });
    try {
      const start = ServerProcess.start({ dataDir: folder });
      await expect(start).rejects.toThrow(
        new RegExp(`ended with 3 before it listened:\\nAnother Parley \\(process ${first.pid}\\) already uses [^\\n]*$`, 'u'),
      );
      expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
      await first.kill9();
      // The number of a process that is gone, or is another program's by now, keeps nobody out.
      await first.restart();
      expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    } finally {
      await first.dispose();
    }
  }, 90_000);

  test('on the same port ends with a sentence that says so', async () => {
    const first = await startLocal();
    const start = ServerProcess.start({ env: { PORT: new URL(first.url).port } });
    await expect(start).rejects.toThrow(
      /ended with 1 before it listened:\n(?:\{.*\n)*Port \d+ is already in use\. Stop the program that uses it, or set PORT\.$/u,
    );
  }, 60_000);
});
