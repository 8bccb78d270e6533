import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import { RESHAPED, upcast } from '#shared/log/upcast.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import { encodeFrame, readyPage, sharePage } from '#server/api/ready-page.ts';
import { Feed } from '#server/log/feed.ts';
import { ingest } from '#server/log/ingest.ts';
import { entryFromRow, entryText } from '#server/store/entry-row.ts';
import { posted } from '#tests/support/posted.ts';
import { readLog, temporaryDatabase } from '#tests/support/test-log.ts';

const fixtures = readFileSync(resolve(import.meta.dirname, '../fixtures/events.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { event: Event }).event);

const AWKWARD = ['"quotes" \\ and \n lines', '\u2028 \u{1f600} é', '}', '', '{"body":null}'];

/** All that was ever shipped, in one room, and texts that are awkward in JSON. */
function someEntries(): Entry[] {
  const events = [...fixtures, ...AWKWARD.map((content, index) => posted(900 + index, { content }))];
  return events.map((event, index) => ({ seq: index + 1, at: 1_700_000_000_000 + index, event: { ...event, room: 'lobby' } }));
}

async function readAll(feed: Feed): Promise<{ pages: FeedPage[]; entries: Entry[] }> {
  const pages: FeedPage[] = [];
  for (let seq = 0; ;) {
    const { last, text } = await feed.read('lobby', seq);
    const page = JSON.parse(text) as FeedPage;
    expect(page.entries.at(-1)?.seq ?? seq).toBe(last);
    if (last === seq) return { pages, entries: pages.flatMap(({ entries }) => entries) };
    seq = last;
    pages.push(page);
  }
}

test('a type of event that had another form is known to have had one (L7)', () => {
  for (const event of fixtures) if (!RESHAPED.has(event.type)) expect(upcast(event)).toEqual(event);
});

describe('the text of a feed', () => {
  test('says what reading, checking and writing each entry says', async () => {
    const database = await temporaryDatabase();
    const entries = someEntries();
    // One by one: an erasure among them takes away what came before.
    for (const entry of entries) await ingest(database, [entry]);
    const { rows } = await database.client.execute('SELECT * FROM log ORDER BY seq');
    expect(rows).toHaveLength(entries.length);
    for (const row of rows) expect(JSON.parse(entryText(row))).toEqual(JSON.parse(JSON.stringify(entryFromRow(row))));
    const feed = new Feed(database, () => entries.length);
    expect((await readAll(feed)).entries).toEqual(await readLog(database));
  });

  test('is whole over any number of pages', async () => {
    const database = await temporaryDatabase();
    const long = 'x'.repeat(3000);
    const contents = Array.from({ length: 1300 }, (_, index) => (index < 300 ? `${index} ${long}` : `${index}`));
    const entries = contents.map((content, index) => ({ seq: index + 1, at: 1, event: posted(index + 1, { content }) }));
    for (let start = 0; start < entries.length; start += 100) await ingest(database, entries.slice(start, start + 100));
    const read = await readAll(new Feed(database, () => entries.length));
    expect(read.entries).toEqual(entries);
    expect(read.pages.length).toBeGreaterThan(5);
  });

  test('makes the frame that tRPC would make of the page', () => {
    const page: FeedPage = { entries: someEntries() };
    const frame = (data: unknown) => ({ id: 7, result: { type: 'data', data: { id: 'epoch.9', data }, id: 'epoch.9' } });
    expect(encodeFrame(frame(readyPage(JSON.stringify(page))))).toBe(JSON.stringify(frame(page)));
    const plain = (data: unknown) => ({ id: 'a "b"', result: { type: 'data', data } });
    expect(encodeFrame(plain(sharePage(page)))).toBe(JSON.stringify(plain(page)));
    for (const message of [
      { id: 1, result: { type: 'started' } },
      { id: 1, error: {} },
      plain(null),
      plain({ data: 1 }),
      [plain(1)],
    ])
      expect(encodeFrame(message)).toBe(JSON.stringify(message));
  });
});
