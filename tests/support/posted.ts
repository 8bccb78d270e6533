import { createHash } from 'node:crypto';
import type { Event } from '#shared/chat/chat.ts';
import { numberedId, PEOPLE } from './pools.ts';

/** A post like any other, told apart by its number. */
export function posted(number: number, fields: { author?: string; room?: string; content?: string } = {}): Event {
  const { author = PEOPLE[0] ?? '', room = 'lobby', content = `Message ${number}` } = fields;
  const hash = (length: 'sha256' | 'sha512'): string =>
    createHash(length).update(`${author} ${number} ${content}`).digest('base64url');
  return {
    type: 'message.posted',
    id: numberedId(number),
    room,
    author,
    authoredAt: 1_700_000_000_000 + number,
    signature: hash('sha512'),
    channel: 'general',
    replyTo: null,
    contentHash: hash('sha256'),
    body: { salt: hash('sha256').slice(0, 22), content },
  };
}
