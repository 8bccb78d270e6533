import { createHash } from 'node:crypto';

/** A text in base64url that looks like a hash, made of a name so that it is the same in every run. */
function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}

/** A UUIDv7 that is the same in every run. */
export function numberedId(number: number): string {
  return `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The people of the property tests: three with keys, and one without. */
export const PEOPLE: readonly string[] = ['ada', 'bo', 'çelik'].map(hashOf);
export const GUEST = `guest:${hashOf('guest')}`;

/** Names as people have them, and as they should not have them. UTF-8 puts the rocket behind the fullwidth A, UTF-16 before it. */
const NAMES = ['Ada', 'constructor', 'e\u0301', '\uff21', '🚀', '"quoted" \\ back', '~', 'nul\u0000', 'half\ud83d'];

const CLOCKS = [0, 1_700_000_000_000, 1_700_000_000_001, 8_640_000_000_000_000];

/**
 * Values for the fields of commands and events, by name: few, so that what is generated meets itself
 * (the same channel, the same revision, an edit of a message that exists). What a field's schema
 * refuses (half characters in an event, say) is left out; a field without a pool is filled by its schema alone.
 */
export const POOLS: Readonly<Record<string, readonly unknown[]>> = {
  room: ['lobby', 'lobby', 'lobby', '日本'],
  channel: ['general', 'constructor', '__proto__', 'žabí-kaluž'],
  author: [...PEOPLE, GUEST],
  id: Array.from({ length: 24 }, (_, index) => numberedId(index)),
  // Fewer than there are ids, so that two edits of one message are usual.
  target: Array.from({ length: 3 }, (_, index) => numberedId(index)),
  authoredAt: CLOCKS,
  rev: [1, 1, 2, 1_000_000_000],
  name: NAMES,
  topic: ['', 'All of it', 'nul\u0000', 'half\ud83d', 'Ünïcödé — ¿qué?', '\u{1f600}'],
  email: ['', 'ada@example.org', 'bo+chat@example.org'],
  publicKey: ['first', 'second'].map(hashOf),
  signature: [createHash('sha512').update('signature').digest('base64url')],
  contentHash: [hashOf('content')],
  content: ['Hello', 'nul\u0000', 'half\ud83d', 'Hello again', 'naïve 日本語 👩🏽‍🚀', ' \n\ttext\n', '~', '"', 'x'.repeat(300)],
};
