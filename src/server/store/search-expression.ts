import type { Client } from '@libsql/client';
import { fragmentsOf, isSolo, soloParts } from './segment-text.ts';
import { FRAGMENT, type Term } from './search-query.ts';
import { fragmentHash, scopeHash, tokensOf, wordHash } from './search-token.ts';

/** The most words that one search looks up in the index; what would go over it is only compared with the text. */
const MOST_WORDS = 200;
/** The most parts of a query that are looked up in the index; the longest say most. */
const MOST_PARTS = 8;

/** FTS5 reads words side by side as a conjunction. */
const allOf = tokensOf;
const anyOf = (hashes: readonly number[]): string => `(${tokensOf(hashes).replaceAll(' ', ' OR ')})`;

const WORDS_WITH = `SELECT rowid AS word FROM word_fragment WHERE word_fragment MATCH ? LIMIT ${MOST_WORDS + 1}`;

/** The hashes of the words of a room that have all fragments of this part of a word in them. */
async function wordsWith(client: Client, room: string, part: string): Promise<number[]> {
  const fragments = [...fragmentsOf(part)].slice(0, MOST_PARTS * 2).map((fragment) => fragmentHash(room, fragment));
  const found = await client.execute({ sql: WORDS_WITH, args: [allOf(fragments)] });
  return found.rows.map((row) => Number(row['word']));
}

/** The whole words, and the parts of words, that a message must have for these terms. */
function partsOf(terms: readonly Term[]): { whole: Set<string>; parts: Set<string> } {
  const whole = new Set<string>();
  const parts = new Set<string>();
  for (const { pieces, closedStart, closedEnd } of terms) {
    for (const [index, piece] of pieces.entries()) {
      const solo = isSolo(piece) ? soloParts(piece) : null;
      // In a run of two or more the pairs say all that the single characters say.
      const pairs = solo?.filter((part) => [...part].length === 2);
      if (solo !== null) for (const part of pairs?.length ? pairs : solo) whole.add(part);
      else if ((index > 0 || closedStart) && (index < pieces.length - 1 || closedEnd)) whole.add(piece);
      else if (piece.length >= FRAGMENT) parts.add(piece);
    }
  }
  return { whole, parts };
}

function longest(texts: ReadonlySet<string>): string[] {
  return [...texts].sort((a, b) => b.length - a.length).slice(0, MOST_PARTS);
}

/**
 * Writes the FTS5 expression that finds every message with these terms, and few others. It is made
 * of hashes only: whatever a person types, FTS5 sees ten letters and digits at a time.
 */
export async function searchExpression(
  client: Client,
  scope: { room: string; channel?: string | undefined; author?: string | undefined },
  terms: readonly Term[],
): Promise<string> {
  const { room, channel, author } = scope;
  const { whole, parts } = partsOf(terms);
  const all = longest(whole).map((word) => wordHash(room, word));
  if (channel !== undefined) all.push(scopeHash(room, 'channel', channel));
  if (author !== undefined) all.push(scopeHash(room, 'author', author));
  const choices: number[][] = [];
  for (const part of longest(parts)) {
    const words = await wordsWith(client, room, part);
    // As a whole word it is found in any case; see MOST_FRAGMENTS in `search-index.ts`.
    choices.push([...new Set([wordHash(room, part), ...words])]);
  }
  // The rarest first; a part that too many words have in common is left to the comparison of texts.
  const some: string[] = [];
  let left = MOST_WORDS;
  for (const words of choices.sort((a, b) => a.length - b.length)) {
    left -= words.length;
    if (left < 0) break;
    some.push(anyOf(words));
  }
  if (all.length === 0 && some.length === 0) all.push(scopeHash(room, 'room', ''));
  return [...(all.length === 0 ? [] : [allOf(all)]), ...some].join(' AND ');
}
