import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAME_LIMIT, nameIdField } from '#shared/chat/fields.ts';
import { cleanName, cleanText, isCleanText, nameId } from '#shared/chat/text.ts';

/** Text of all kinds: anything, and pieces that change when they meet. */
const PIECES = [
  'e',
  '\u0301',
  '\u200b',
  '\u200d',
  '!',
  '-',
  ' ',
  '.',
  'İ',
  'ß',
  '\ufdfa',
  'ﬁ',
  '😀',
  '\ud83d',
  '\ufffd',
  '\u202e',
  '\u0000',
  '\n',
  '\u1100',
  '\u1161',
  'Å',
  '\u0345',
  '\u3000',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join('')),
  fc.constantFrom('İ'.repeat(80), '😀'.repeat(80), '\ufdfa'.repeat(20), `${'a'.repeat(79)}é`, `${'a'.repeat(80)}\u0301`),
);

describe('the name of a person or channel', () => {
  test('once clean, it is clean: what a device has cleaned, no server refuses', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(60, 80), (text, limit) => {
        const clean = cleanName(text, limit);
        expect(cleanName(clean, limit)).toBe(clean);
        expect([...clean].length).toBeLessThanOrEqual(limit);
        expect(clean).toBe(clean.normalize('NFC').trim());
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['Ada\tLovelace\n', 'Ada Lovelace'],
    ['Ade\u0301le', 'Ad\u00e9le'],
    ['A\u200bda', 'Ada'],
    ['\u202eadA', 'adA'],
    ['e\u200b\u0301', '\u00e9'],
    ['\u{1f469}\u{1f3fd}\u200d\u{1f680}', '\u{1f469}\u{1f3fd}\u200d\u{1f680}'],
    ['half \ud83d', 'half'],
    ['\u0000', ''],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanName(text, 60)).toBe(clean);
  });
});

describe('the id that a name gives', () => {
  test('is one, or there is none: whatever somebody calls a room, its address works', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const id = nameId(text);
        expect(nameId(id)).toBe(id);
        expect(id.length).toBeLessThanOrEqual(NAME_LIMIT);
        expect(id === '' || nameIdField.safeParse(id).success).toBe(true);
        expect(id).not.toMatch(/[/\\?#%\s]|^[.-]|[.-]$/u);
        // In an address as in a table: what a browser makes of it comes back the same.
        expect(decodeURIComponent(new URL(`http://host/${encodeURIComponent(id)}`).pathname.slice(1))).toBe(id);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['Spring Workshop', 'spring-workshop'],
    ['  General!! ', 'general'],
    ['Žabí kaluž', 'žabí-kaluž'],
    ['ＦＵＬＬ', 'full'],
    ['日本語', '日本語'],
    ['../../etc', 'etc'],
    ['a/b\\c', 'abc'],
    ['C++ & C#', 'c-c'],
    ['---', ''],
    ['e!\u0301', '\u00e9'],
  ])('%j gives %j', (name, id) => {
    expect(nameId(name)).toBe(id);
  });
});

describe('the text of a message', () => {
  test('once clean, it may be stored as it is', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
        const clean = cleanText(text);
        expect(isCleanText(clean)).toBe(true);
        expect(cleanText(clean)).toBe(clean);
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps tabs, lines, directions and every script; only ends of lines are made one', () => {
    expect(cleanText('a\r\nb\rc\n\td \u202eRTL\u202c \u{1f600}')).toBe('a\nb\nc\n\td \u202eRTL\u202c \u{1f600}');
    expect(isCleanText('a\rb')).toBe(false);
    expect(isCleanText('\ud83d')).toBe(false);
  });
});
