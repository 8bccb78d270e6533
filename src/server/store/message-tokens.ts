import type { MessageRow } from '#shared/chat/message.ts';
import { FRAGMENT } from './search-query.ts';
import { fragmentsOf, isSolo, segmentText, soloParts } from './segment-text.ts';
import { fragmentHash, scopeHash, tokensOf, wordHash } from './search-token.ts';

/** The most different words and characters by which one message is found. No text that people write by hand has more. */
const MOST_TOKENS = 4000;

/** A word of a room, and its hash. */
export interface Word {
  readonly room: string;
  readonly word: string;
  readonly hashed: number;
}

/** What the index has to know of a message. */
export type Indexable = Pick<MessageRow, 'room' | 'author' | 'channel' | 'content' | 'seq'>;

/** A message is not in the index while it waits for its post, nor once it was erased. */
export function isIndexed<Row extends Indexable>(row: Row | undefined): row is Row & { seq: number; content: string } {
  return row !== undefined && row.seq !== null && row.content !== null;
}

/**
 * The tokens by which a message is found; its words are handed to `onWord`, one by one. What was
 * put into the index is taken out by the same tokens: changing any of this needs a migration that
 * empties the index and fills it anew.
 */
export function messageTokens(
  { room, author, channel, content }: Indexable & { content: string },
  onWord: (word: Word) => void,
): string {
  const hashes = [scopeHash(room, 'room', ''), scopeHash(room, 'channel', channel), scopeHash(room, 'author', author)];
  for (const piece of new Set(segmentText(content))) {
    if (hashes.length >= MOST_TOKENS) break;
    if (isSolo(piece)) {
      for (const part of new Set(soloParts(piece.slice(0, MOST_TOKENS)))) hashes.push(wordHash(room, part));
    } else {
      const hashed = wordHash(room, piece);
      hashes.push(hashed);
      if (piece.length >= FRAGMENT) onWord({ room, word: piece, hashed });
    }
  }
  return tokensOf(hashes.slice(0, MOST_TOKENS));
}

/** The tokens by which a word is found by its parts. */
export function fragmentTokens({ room, word }: Word): string {
  return tokensOf([...fragmentsOf(word)].map((fragment) => fragmentHash(room, fragment)));
}
