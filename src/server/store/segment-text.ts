/**
 * Characters that are found one by one, because their scripts put no spaces between words: Han,
 * kana, Hangul (its particles cling to the noun), Bopomofo; and pictures such as emoji and flags.
 */
const SOLO = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}\\u30fc\\p{Extended_Pictographic}\\p{RI}';
const PIECES = new RegExp(`[${SOLO}]+|[[\\p{L}\\p{N}\\p{M}]--[${SOLO}]]+`, 'gv');
const STARTS_SOLO = new RegExp(`^[${SOLO}]`, 'v');

/** Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs, and what only joins or colours emoji. */
const ACCENTS = new RegExp(
  `[${[
    '\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f',
    '\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670',
    '\\u200d\\ufe00-\\ufe0f',
  ].join('')}]`,
  'gu',
);

/** Letters that people type without the stroke, though Unicode does not take them apart. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ς: 'σ', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

function fold(text: string): string {
  // NFC at the end puts Hangul syllables together again.
  const bare = text.normalize('NFKD').toLowerCase().replace(ACCENTS, '').normalize('NFC');
  return bare.replace(/[ßςøłđæœı]/gu, (letter) => PLAIN[letter] ?? letter);
}

/**
 * Cuts text into the pieces that search compares: words of letters and digits, and runs of solo
 * characters, in lower case and without accents. Everything else only separates.
 */
export function segmentText(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- the whole of ASCII is what is asked for
  if (/^[\u0000-\u007f]*$/u.test(text)) return text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return fold(text).match(PIECES) ?? [];
}

/** Whether a piece is a run of solo characters. */
export function isSolo(piece: string): boolean {
  return STARTS_SOLO.test(piece);
}

/** The solo characters of a run, one by one, then in pairs of neighbours. */
export function soloParts(run: string): string[] {
  const characters = [...run];
  const pairs = characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
  return [...characters, ...pairs];
}

/** How much of a word is found by a part of it, in UTF-16 units; more is no word of any language. */
const WORD_LIMIT = 256;

/** All runs of three neighbouring UTF-16 units of a word, each once: what finds a word by any part of it. */
export function fragmentsOf(word: string): Set<string> {
  const fragments = new Set<string>();
  for (let end = 3; end <= Math.min(word.length, WORD_LIMIT); end++) fragments.add(word.slice(end - 3, end));
  return fragments;
}
