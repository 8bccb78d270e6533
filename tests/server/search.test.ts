import { describe, expect, test } from 'vitest';
import { PEOPLE } from '#tests/support/pools.ts';
import { posted } from '#tests/support/posted.ts';
import { edited, erased, SearchedLog } from '#tests/support/searched-log.ts';

/** A log with these messages in the lobby, in this order. */
async function logOf(...texts: string[]): Promise<SearchedLog> {
  const log = await SearchedLog.open();
  await log.store(...texts.map((content, index) => posted(index, { content })));
  return log;
}

describe('what is found', () => {
  test.each([
    ['a word', 'platform', 'Our platform is here'],
    ['a word in another case', 'PLATFORM', 'our Platform is here'],
    ['the beginning of a word', 'plat', 'our platform is here'],
    ['the middle of a word', 'atfo', 'our platform is here'],
    ['the end of a word', 'form', 'our platform is here'],
    ['all of several words, in any order', 'here platform', 'our platform is here'],
    ['a word without its accents', 'uber strasse', 'Über die Straße'],
    ['a word with accents the text lacks', 'naïve', 'how naive'],
    ['a letter with a stroke', 'lodz', 'Łódź'],
    ['Greek at the end of a word', 'ΟΔΟΣ', 'η οδός'],
    ['Vietnamese', 'tieng viet', 'tiếng Việt'],
    ['fullwidth letters', 'abc', 'ＡＢＣ'],
    ['a word of one letter', 'c', 'written in C.'],
    ['a word of two letters', 'AI', 'ask @AI now'],
    ['words in quotes, one after the other', '"is here"', 'our platform is here'],
    ['words in curly quotes', '“is here”', 'our platform is here'],
    ['a quote that nobody closed', '"platform here', 'our platform is here'],
    ['an address, whatever stands between its words', 'example.org/some', 'see https://example.org/some-page'],
    ['a part of an address', 'mple.org/so', 'see https://example.org/some-page'],
    ['a name with an underscore', 'user_id', 'the current_user_id is null'],
    ['one Chinese character', '会', '我们明天用AI助手开会'],
    ['two Chinese characters', '明天', '我们明天用AI助手开会'],
    ['a Chinese sentence', '我们明天用', '我们明天用AI助手开会'],
    ['Chinese beside Latin', 'AI助手', '我们明天用AI助手开会'],
    ['Latin within Chinese', 'ai', '我们明天用AI助手开会'],
    ['quoted Chinese', '"明天"', '我们明天用AI助手开会'],
    ['Chinese beyond the first plane', '𠮷', '𠮷野家'],
    ['Japanese', 'カメラ', '新しいカメラを買った'],
    ['a Korean noun before its particle', '학교', '학교에 간다'],
    ['Hindi', 'हिन्दी', 'मैं हिन्दी बोलता हूँ'],
    ['Thai', 'ภาษา', 'ฉันพูดภาษาไทย'],
    ['Arabic without vowel signs', 'كتب', 'كَتَبَ'],
    ['an emoji, whatever its skin', '👍', 'fine 👍🏽 by me'],
    ['digits', '2026', 'on 2026-11-22'],
  ])('%s', async (_what, query, text) => {
    const log = await logOf('something else', text, 'something more');
    expect(await log.find(query)).toEqual([text]);
  });

  test.each([
    ['one or two letters inside a word', 'fo', 'our platform is here'],
    ['a message that has only one of the words', 'platform gone', 'our platform is here'],
    ['quoted words in another order', '"here is"', 'our platform is here'],
    ['a part of a word in quotes', '"plat"', 'our platform is here'],
    ['letters that stand in the word, but apart', 'platorm', 'our platform is here'],
    ['Chinese characters that stand apart', '我明', '我们明天用AI助手开会'],
    ['a word across a space', 'rmis', 'our platform is here'],
  ])('not %s', async (_what, query, text) => {
    expect(await (await logOf(text)).find(query)).toEqual([]);
  });

  test('nothing, where no word was typed', async () => {
    const log = await logOf('our platform is here');
    for (const query of ['', ' ', '"', '""', '...', '-', '*']) expect(await log.find(query)).toEqual([]);
  });

  test('a part deep within a very long word, and the very long word itself', async () => {
    const long = `${'x'.repeat(240)}needle`;
    const longer = `${'y'.repeat(15_000)}needle`;
    const log = await logOf(long, longer, 'no such thing');
    expect(await log.find('needle')).toEqual([long]);
    expect(await log.find(longer)).toEqual([longer]);
  });

  test('every word of a message with thousands of words', async () => {
    const log = await logOf(Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' '));
    for (const query of ['word0', 'word1500', '"word2999"']) expect(await log.find(query)).toHaveLength(1);
  });

  test('a part that hundreds of different words have in common', async () => {
    const texts = Array.from({ length: 300 }, (_, index) => `prefix${index} ${index % 100 === 7 ? 'special' : 'usual'}`);
    const log = await logOf(...texts);
    expect(await log.findAll('prefix', 37)).toEqual([...texts].reverse());
    expect(await log.find('prefix special')).toEqual(['prefix207 special', 'prefix107 special', 'prefix7 special']);
  });
});

describe('where it is looked for', () => {
  test('only in the room, however often another one has the words', async () => {
    const log = await SearchedLog.open();
    await log.store(posted(1, { room: 'elsewhere', content: 'platform' }), posted(2, { room: 'lobby', content: 'nothing' }));
    expect(await log.find('platform')).toEqual([]);
    expect(await log.find('plat')).toEqual([]);
    expect(await log.find('platform', { room: 'elsewhere' })).toEqual(['platform']);
  });

  test('in one channel, and from one person', async () => {
    const log = await SearchedLog.open();
    const [ada, bo] = PEOPLE;
    const inPlans = { ...posted(3, { content: 'three platforms', author: bo ?? '' }), channel: 'plans' } as ReturnType<
      typeof posted
    >;
    await log.store(
      posted(1, { content: 'one platform', author: ada ?? '' }),
      posted(2, { content: 'two platforms', author: bo ?? '' }),
      inPlans,
    );
    expect(await log.find('platform', { channel: 'plans' })).toEqual(['three platforms']);
    expect(await log.find('platform', { author: bo ?? '' })).toEqual(['three platforms', 'two platforms']);
    expect(await log.find('platform', { author: bo ?? '', channel: 'general' })).toEqual(['two platforms']);
  });
});

describe('pages', () => {
  test('newest first, none lost or doubled while new messages arrive', async () => {
    const log = await SearchedLog.open();
    const texts = Array.from({ length: 45 }, (_, index) => `platform ${index}`);
    await log.store(...texts.map((content, index) => posted(index, { content })));
    let arrived = 100;
    const found = await log.findAll('platform', 10, async () => log.store(posted(++arrived, { content: `platform ${arrived}` })));
    expect(found).toEqual([...texts].reverse());
  });

  test('the last page says that it is the last, also when it is full', async () => {
    const log = await logOf('platform 1', 'platform 2');
    expect(await log.findAll('platform', 2)).toEqual(['platform 2', 'platform 1']);
    expect(await log.findAll('platform', 1)).toEqual(['platform 2', 'platform 1']);
  });
});

describe('what changes', () => {
  test('an edited message is found by its new words and no longer by the old ones', async () => {
    const log = await SearchedLog.open();
    const message = posted(1, { content: 'the old platform' });
    await log.store(message);
    await log.store(edited(2, message, 'the new terrace'));
    expect(await log.find('platform')).toEqual([]);
    expect(await log.find('latfor')).toEqual([]);
    expect(await log.find('terrace')).toEqual(['the new terrace']);
    expect(await log.find('the')).toEqual(['the new terrace']);
    await log.store(edited(3, message, 'a platform again', 2));
    expect(await log.find('platform')).toEqual(['a platform again']);
    expect(await log.find('latfor')).toEqual(['a platform again']);
  });

  test('an erased message is no longer found, and its words still find other messages', async () => {
    const log = await SearchedLog.open();
    const [first, second] = [posted(1, { content: 'first platform' }), posted(2, { content: 'second platform' })];
    await log.store(first, second);
    await log.store(erased(3, first));
    expect(await log.find('platform')).toEqual(['second platform']);
    expect(await log.find('latfor')).toEqual(['second platform']);
    await log.store(erased(4, second), posted(5, { content: 'third platform' }));
    expect(await log.find('latfor')).toEqual(['third platform']);
  });

  test('posted, edited and erased in one transaction', async () => {
    const log = await SearchedLog.open();
    const [kept, gone] = [posted(1, { content: 'kept at first' }), posted(2, { content: 'gone at first' })];
    await log.store(kept, gone, edited(3, kept, 'kept in the end'), erased(4, gone));
    expect(await log.find('first')).toEqual([]);
    expect(await log.find('kept')).toEqual(['kept in the end']);
  });

  test('an edit that came before its post is found once the post is there', async () => {
    const log = await SearchedLog.open();
    const message = posted(1, { content: 'as it was' });
    await log.store(edited(2, message, 'as it is now'));
    expect(await log.find('now')).toEqual([]);
    await log.store(message);
    expect(await log.find('now')).toEqual(['as it is now']);
    expect(await log.find('was')).toEqual([]);
  });
});
