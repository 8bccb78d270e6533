import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Event } from '#shared/chat/chat.ts';
import { filesWith } from '#tests/support/find-text.ts';
import { posted } from '#tests/support/posted.ts';
import { edited, erased, SearchedLog } from '#tests/support/searched-log.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** A word that nothing else in the files looks like, in whole or in part; `number` makes it another one. */
const secret = (number: number): string => `Zq0w8${number.toString().padStart(6, '0')}w9q0Z`;

/** Texts from one line to several pages of a file, in an order that makes pages split. */
function manyPosts(count: number): Event[] {
  const numbers = Array.from({ length: count }, (_, index) => (index * 7919) % count);
  return numbers.map((number) => {
    const filler = 'Lorem ipsum dolor sit amet. '.repeat(number % 50 === 0 ? 400 : number % 9);
    return posted(number, { content: `${filler}${secret(number)} ${filler}` });
  });
}

describe('L6: erased text exists nowhere', () => {
  test('neither in the files, nor beside them, in any spelling', async () => {
    const folder = temporaryFolder();
    const log = await SearchedLog.open(folder);
    const message = posted(1, { content: 'Zq0w8ÑandÚ9 жыщцыж 齉龘靐' });
    await log.store(message, posted(2, { content: 'something that stays' }));
    await log.store(edited(3, message, 'Xk1v7Éunderk1v7 жыщцыж'));
    const traces = ['Zq0w8Ñ', 'zq0w8n', 'zq0', '0w8', 'ndú9', 'xk1v7é', 'k1v', 'жыщ', '齉', '龘靐'];
    const places = (): string[] => traces.filter((trace) => filesWith(folder, Buffer.from(trace).toString('latin1')).length > 0);
    expect(places()).toContain('k1v');

    await log.store(erased(4, message));

    expect(places()).toEqual([]);
    expect(filesWith(folder, 'something that stays')).not.toEqual([]);
    expect(await log.find('жыщцыж')).toEqual([]);
  });

  test('among thousands of messages, whose pages were split and copied many times', async () => {
    const folder = temporaryFolder();
    const log = await SearchedLog.open(folder);
    const posts = manyPosts(3000);
    for (let start = 0; start < posts.length; start += 64) await log.store(...posts.slice(start, start + 64));
    const condemned = posts.filter((_, index) => index % 7 === 0);
    for (let start = 0; start < condemned.length; start += 64) {
      await log.store(...condemned.slice(start, start + 64).map((event, index) => erased(10_000 + start + index, event)));
    }
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const left = new Set(files.flatMap((bytes) => bytes.match(/Zq0w8\d{6}w9q0Z/gu) ?? []));
    expect(condemned.map(secretOf).filter((text) => left.has(text))).toEqual([]);
    expect(left.size).toBe(posts.length - condemned.length);
  });

  test('also where another program read the database at that moment, as soon as it has done', async () => {
    const folder = temporaryFolder();
    const log = await SearchedLog.open(folder);
    const message = posted(1, { content: 'Zq0w8 reads' });
    await log.store(message);
    // Of the same library, for two libraries in one process do not see each other's locks.
    const other = createClient({ url: `file:${folder}/parley.db`, concurrency: 1 });
    onTestFinished(() => other.close());
    const reading = await other.transaction('read');
    await reading.execute('SELECT count(*) FROM log');
    await log.store(erased(2, message));
    expect(filesWith(folder, 'Zq0w8')).not.toEqual([]);
    await log.store(posted(3, { content: 'nobody waits for it' }));
    await reading.commit();
    await expect.poll(() => filesWith(folder, 'Zq0w8'), { timeout: 5000 }).toEqual([]);
  });

  test('the index has no text even of what it finds', async () => {
    const log = await SearchedLog.open();
    await log.store(posted(1, { content: 'Zq0w8 жыщ' }));
    expect(await log.find('zq0w8')).toEqual(['Zq0w8 жыщ']);
    const shadows = await log.database.client.execute(
      `SELECT name FROM sqlite_master WHERE name LIKE 'message^_word^_%' ESCAPE '^' OR name LIKE 'word^_fragment^_%' ESCAPE '^'`,
    );
    expect(shadows.rows.length).toBeGreaterThan(4);
    for (const { name } of shadows.rows) {
      const { rows } = await log.database.client.execute(`SELECT * FROM "${String(name)}"`);
      const bytes = rows
        .flatMap((row) => Object.values(row))
        .map((cell) => Buffer.from(cell instanceof ArrayBuffer ? new Uint8Array(cell) : Buffer.from(String(cell))));
      const text = Buffer.concat(bytes).toString('latin1').toLowerCase();
      for (const trace of ['zq0', 'q0w', '0w8', Buffer.from('ж').toString('latin1')])
        expect(text.includes(trace.toLowerCase())).toBe(false);
    }
  });
});

function secretOf(event: Event): string {
  const body = 'body' in event ? event.body : null;
  return /Zq0w8\d+w9q0Z/u.exec(body?.content ?? '')?.[0] ?? '';
}

test('the words of erased messages leave the index: nothing is proposed for them any more', async () => {
  const log = await SearchedLog.open();
  const { client } = log.database;
  const count = async (): Promise<number> => {
    for (const table of ['message_word', 'word_fragment'])
      await client.execute(`INSERT INTO ${table} (${table}) VALUES ('optimize')`);
    const found = await client.execute(
      'SELECT (SELECT count(*) FROM message_word_idx) + (SELECT count(*) FROM word_fragment_idx) AS parts',
    );
    return Number(found.rows[0]?.['parts']);
  };
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 20 }), async (texts) => {
      run += 1;
      const posts = texts.map((content, index) => posted(run * 1000 + index, { content, room: `room-${run}` }));
      await log.store(...posts);
      expect(await count()).toBeGreaterThan(0);
      await log.store(...posts.map((event, index) => erased(1_000_000 + run * 1000 + index, event)));
      expect(await count()).toBe(0);
    }),
    { numRuns: 20 },
  );
});
