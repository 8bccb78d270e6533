/** The one room that all of these messages are in. */
export const BIG_ROOM = 'library';

/** A word that about half of all messages have, one that `RARE_MESSAGES` have, one that none has, and one of a script without spaces. */
export const FREQUENT_WORD = 'the';
export const RARE_WORD = 'zyzzyva';
export const OTHER_RARE_WORD = 'quokka';
export const ABSENT_WORD = 'wherefore';
export const CJK_WORD = '会议';

/** How many messages have `RARE_WORD`, evenly spread; another as many have `OTHER_RARE_WORD`. */
const RARE_MESSAGES = 20;
/** One message in so many is Chinese; half of these speak of `CJK_WORD`. */
const CJK_EVERY = 20;
const VOCABULARY = 20_000;
const HAN = 2000;
/** The first of the common Han characters of Unicode. */
const FIRST_HAN = 0x4e00;
const CONSONANTS = 'bcdfglmnprstv';
const VOWELS = 'aeiou';

/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Picks places of a list of this length as words of a language are used: the first often, the last hardly ever (Zipf). */
export function zipf(length: number, random: () => number): () => number {
  const sums = new Float64Array(length);
  let sum = 0;
  for (let place = 0; place < length; place++) sums[place] = sum += 1 / (place + 2.7);
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function word(place: number): string {
  if (place === 0) return FREQUENT_WORD;
  let text = '';
  for (let rest = place; rest > 0; rest = Math.floor(rest / (CONSONANTS.length * VOWELS.length))) {
    const syllable = rest % (CONSONANTS.length * VOWELS.length);
    text += (CONSONANTS[Math.floor(syllable / VOWELS.length)] ?? '') + (VOWELS[syllable % VOWELS.length] ?? '');
  }
  return `${text}n`;
}

/** Writes the texts of so many messages, the same in every run: 3 to 30 words each. */
export function corpus(messages: number): (index: number) => string {
  const random = randomOf(1);
  const words = Array.from({ length: VOCABULARY }, (_, place) => word(place));
  const nextWord = zipf(VOCABULARY, random);
  const nextHan = zipf(HAN, random);
  const every = Math.max(4, Math.floor(messages / RARE_MESSAGES));
  return (index) => {
    const length = 3 + Math.floor(random() ** 2 * 28);
    if (index % CJK_EVERY === CJK_EVERY - 1) {
      const characters = Array.from({ length }, () => String.fromCodePoint(FIRST_HAN + nextHan()));
      if (index % (2 * CJK_EVERY) === CJK_EVERY - 1) characters[length >> 1] = CJK_WORD;
      return `${characters.join('')}。`;
    }
    const text = Array.from({ length }, () => words[nextWord()]);
    if (index % every === every >> 1) text.push(RARE_WORD);
    if (index % every === every >> 2) text.push(OTHER_RARE_WORD);
    return text.join(' ');
  };
}
