import { describe, expect, test } from 'vitest';
import { clip } from '#client/message/clip.ts';
import { hasMarkdown } from '#client/message/has-markdown.ts';
import { isSafeAddress, splitLinks } from '#client/message/links.ts';

const linksIn = (text: string) => splitLinks(text).flatMap(({ href }) => (href === null ? [] : [href]));

describe('Addresses in a message', () => {
  test.each([
    ['see https://example.org/a.', ['https://example.org/a']],
    ['(https://example.org/Fish_(food))', ['https://example.org/Fish_(food)']],
    ['http://a.example, then https://b.example!', ['http://a.example', 'https://b.example']],
    ['write to mailto:me@example.org', ['mailto:me@example.org']],
    ['no address: example.org, javascript:alert(1), data:text/html,x', []],
  ])('%s', (text, links) => expect(linksIn(text)).toEqual(links));

  test('nothing of the text is lost or changed around them', () => {
    const text = 'a https://x.example/?q=1&r=2#z, b <https://y.example> c';
    expect(
      splitLinks(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', '/relative', ' '])(
    '%j is no link',
    (address) => expect(isSafeAddress(address)).toBe(false),
  );
});

describe('Whether a message goes through the markdown parser', () => {
  test.each([
    '**bold**',
    '`code`',
    '- a list',
    '1. one',
    '> quote',
    '# title',
    '[a](https://a.example)',
    '```\ncode\n```',
    '| a | b |\n|---|---|',
  ])('does: %j', (text) => expect(hasMarkdown(text)).toBe(true));
  test.each(['hello', 'at 10 - 12 o’clock', 'a #tag', 'https://example.org/a-b', 'x > y', 'two\nlines'])('does not: %j', (text) =>
    expect(hasMarkdown(text)).toBe(false),
  );
  test('text nested deeper than anybody writes does not, it would drown the parser', () => {
    expect(hasMarkdown('>'.repeat(15_000))).toBe(false);
    expect(hasMarkdown('- '.repeat(2_000))).toBe(false);
    expect(hasMarkdown('['.repeat(15_000))).toBe(false);
  });
});

describe('Folding a very long message', () => {
  test('a message of usual length is shown whole', () => expect(clip('word '.repeat(300))).toBeNull());
  test('thousands of lines fold to the first ones', () => expect(clip('line\n'.repeat(5_000))?.split('\n').length).toBe(24));
  test('a long paragraph folds between words', () => expect(clip('word '.repeat(3_000))?.endsWith('word')).toBe(true));
  test('a word without end is not cut inside a character', () =>
    expect(clip(`x${'🙂'.repeat(8_000)}`)?.isWellFormed()).toBe(true));
});
