import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '#shared/chat/chat.ts';
import { parseQuery, matchesQuery } from '#server/store/search-query.ts';
import { posted } from '#tests/support/posted.ts';
import { edited, erased, SearchedLog } from '#tests/support/searched-log.ts';

/** What means something to FTS5, SQL, JSON or LIKE. */
const SYNTAX = [
  '"',
  '""',
  "'",
  '*',
  '^',
  '-',
  '+',
  ':',
  '(',
  ')',
  '{a b}:',
  'NEAR(a b, 2)',
  ' AND ',
  ' OR ',
  ' NOT ',
  ';--',
  '%',
  '_',
  '\\',
  '[',
  '\u0000',
  '\ud83d',
  '\u202e',
];
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.oneof(fc.constantFrom(...SYNTAX), fc.constantFrom('platform', 'tokens', 'rowid', 'a', '会')), { maxLength: 12 })
    .map((parts) => parts.join('')),
);

test('whatever is typed is a query, and finds what has it and nothing else', async () => {
  const log = await SearchedLog.open();
  const texts = ['our platform is here', 'tokens of rowid', '我们明天用AI助手开会', 'a "quoted" thing (and) more'];
  await log.store(...texts.map((content, index) => posted(index, { content })));
  await fc.assert(
    fc.asyncProperty(typed, async (query) => {
      const terms = parseQuery(query);
      const wanted = terms.length === 0 ? [] : texts.filter((text) => matchesQuery(terms, text)).reverse();
      expect(await log.find(query)).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});

test('a text is found by all of itself, and a very long one does no harm', async () => {
  const log = await SearchedLog.open();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (content) => {
      const room = `room-${++number}`;
      await log.store(posted(number, { room, content }));
      expect(await log.find(content, { room })).toEqual(parseQuery(content).length === 0 ? [] : [content]);
    }),
    { numRuns: 100 },
  );
  const long = Array.from({ length: 3000 }, (_, index) => `w${index}`).join(' ');
  await log.store(posted(++number, { content: long }));
  expect(await log.find(long)).toEqual([long]);
});

const WORDS = ['plat', 'platform', 'form', 'formal', 'ab', 'b', 'テスト', 'テ', '明天', 'ünder', 'under'];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const step = fc.record({ what: fc.constantFrom('post', 'post', 'post', 'edit', 'erase'), which: fc.nat(), text });

test('after any posts, edits and erasures the index finds what reading every message finds', async () => {
  const log = await SearchedLog.open();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 1, max: 9 }),
      text,
      async (steps, size, query) => {
        const room = `room-${++number}`;
        const messages: { event: Event; content: string | null; rev: number }[] = [];
        const events: Event[] = [];
        for (const { what, which, text: content } of steps) {
          const message = messages[which % Math.max(messages.length, 1)];
          number += 1;
          if (what === 'post' || message === undefined) {
            const event = posted(number, { room, content });
            messages.push({ event, content, rev: 0 });
            events.push(event);
          } else if (what === 'erase') {
            message.content = null;
            events.push(erased(number, message.event));
          } else if (message.content !== null) {
            message.content = content;
            events.push(edited(number, message.event, content, ++message.rev));
          }
        }
        for (let start = 0; start < events.length; start += size) await log.store(...events.slice(start, start + size));
        for (const asked of [query, ...WORDS, 'lat', 'orm', '"form"']) {
          const terms = parseQuery(asked);
          const wanted = messages
            .map(({ content }) => content)
            .filter((content) => content !== null && matchesQuery(terms, content));
          expect(await log.find(asked, { room })).toEqual(wanted.reverse());
        }
      },
    ),
    { numRuns: 40 },
  );
});
