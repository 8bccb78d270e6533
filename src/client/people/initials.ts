const SHOWN = /[\p{L}\p{N}\p{Emoji}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function first(word: string): string {
  for (const { segment } of segmenter.segment(word)) {
    if (SHOWN.test(segment)) return segment.toLocaleUpperCase();
  }
  return '';
}

/** The first letters of the first and last word of a name; only the first where there is little room. */
export function initials(name: string, count: 1 | 2): string {
  const words = name.split(/\s+/u).filter((word) => SHOWN.test(word));
  const begin = first(words[0] ?? name);
  return count === 1 || words.length < 2 ? begin : begin + first(words.at(-1) ?? '');
}
