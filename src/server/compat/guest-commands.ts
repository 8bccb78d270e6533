import { createHmac, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { createChannel } from '#shared/chat/channel.ts';
import type { postMessage } from '#shared/chat/message.ts';
import type { createRoom } from '#shared/chat/room.ts';
import type { updateUser } from '#shared/chat/user.ts';
import { newId } from '#shared/identity/signer.ts';
import type { Named } from '#shared/wire/wants-of-frames.ts';
import { contentHashSync } from '../auth/content-hash-sync.ts';

/** What a guest cannot make: it has no clock that we know of, no ids and no key. The server stands in for all but the key. */
function base(room: string, id: string = newId()) {
  return { id, room, authoredAt: Date.now(), signature: null };
}

export function roomCommand(room: string): z.infer<typeof createRoom> {
  return { ...base(room), type: 'room.create' };
}

export function channelCommand(room: string, channel: Named): z.infer<typeof createChannel> {
  return { ...base(room), type: 'channel.create', channel: channel.id, name: channel.name };
}

/** @param rev the revision of the profile that it replaces, plus one */
export function profileCommand(room: string, rev: number, profile: { name: string; email: string }): z.infer<typeof updateUser> {
  const { name, email } = profile;
  return { ...base(room), type: 'user.update', publicKey: null, rev, name, email, colour: null };
}

/** Bytes of a salt, and of how many salts randomness is fetched at once: asking for it costs more than the bytes. */
const SALT = 16;
const SALTS = 256;
let pool: Buffer = Buffer.alloc(0);

function nextSalt(): string {
  if (pool.length < SALT) pool = randomBytes(SALT * SALTS);
  const salt = pool.toString('base64url', 0, SALT);
  pool = pool.subarray(SALT);
  return salt;
}

/** @param id where the message's id follows from elsewhere */
export function postCommand(room: string, channel: string, content: string, id?: string): z.infer<typeof postMessage> {
  const salt = nextSalt();
  const contentHash = contentHashSync(salt, content);
  return { ...base(room, id), type: 'message.post', channel, salt, content, contentHash, replyTo: null };
}

/**
 * The id of a message that has a strong `optimisticId`. It follows from that and from the text, so
 * the same message has the same id by whichever connection it comes and however often, and the log
 * itself takes it once (L5), also after a restart. In the form of UUIDv7, whose time it does not have.
 *
 * @param secret this server's, so that nobody else can take the id first or try out texts against it
 */
export function strongMessageId(secret: string, room: string, optimisticId: string, content: string): string {
  const mac = createHmac('sha256', secret)
    .update(JSON.stringify([room, optimisticId, content]))
    .digest();
  mac[6] = 0x70 | ((mac[6] ?? 0) & 0x0f);
  mac[8] = 0x80 | ((mac[8] ?? 0) & 0x3f);
  const hex = mac.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
