import { isSolo, segmentText } from './segment-text.ts';

/** The fewest characters of a word that are looked for inside other words. */
export const FRAGMENT = 3;

/** One thing that a message must have: words in this order, as whole words where the edge is closed. */
export interface Term {
  readonly pieces: readonly string[];
  /** The first piece must begin a word. */
  readonly closedStart: boolean;
  /** The last piece must end a word. */
  readonly closedEnd: boolean;
}

function termOf(text: string, quoted: boolean): Term | null {
  const pieces = segmentText(text);
  const first = pieces[0];
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return null;
  const whole = quoted || pieces.every((piece) => piece.length < FRAGMENT);
  const closed = (piece: string): boolean => whole && !isSolo(piece);
  return { pieces, closedStart: closed(first), closedEnd: closed(last) };
}

/**
 * Reads what a person typed into the search field. All of it must be found, in any order:
 * - a word of three letters or more: also as a part of a longer word (`form` finds "platform");
 * - a word of one or two letters: as a whole word;
 * - what is joined by other characters (`example.org/some`): one after the other, the ends as parts;
 * - `"some words"`: these whole words, one after the other;
 * - Chinese, Japanese, Korean and emoji: wherever they stand, one character is enough.
 * Case, accents and punctuation do not count. There is no other syntax: any text is a query.
 */
export function parseQuery(query: string): Term[] {
  const terms = new Map<string, Term>();
  const parts = query.replace(/[“”]/gu, '"').split('"');
  for (const [index, part] of parts.entries()) {
    // Every second part stands between quotes; after a quote that nobody closed the last one does not.
    const quoted = index % 2 === 1 && index < parts.length - 1;
    for (const text of quoted ? [part] : part.split(/\s+/u)) {
      const term = termOf(text, quoted);
      if (term !== null) terms.set(JSON.stringify(term), term);
    }
  }
  return [...terms.values()];
}

/** Tells whether a text has everything that was asked for. This, not the index, is what decides. */
export function matchesQuery(terms: readonly Term[], content: string): boolean {
  const text = ` ${segmentText(content).join(' ')} `;
  return terms.every(({ pieces, closedStart, closedEnd }) => {
    return text.includes(`${closedStart ? ' ' : ''}${pieces.join(' ')}${closedEnd ? ' ' : ''}`);
  });
}
