import type { Command } from '#shared/chat/chat.ts';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer, signCommand } from '#shared/identity/signer.ts';

/** What people write, more or less: 96 characters, the mean of a few chats. */
export const TEXT = 'Thanks, that works here too. I moved the notes to the wiki, please have a look before the weekend';

function base(room: string) {
  return { id: newId(), room, authoredAt: Date.now() };
}

/** A signed command that makes a room. */
export function createRoom(signer: Signer, room: string): Promise<Command> {
  return signCommand(signer, { ...base(room), type: 'room.create' as const });
}

/** A signed profile: whoever writes must have one. */
export function createProfile(signer: Signer, room: string, name: string): Promise<Command> {
  const { publicKey } = signer;
  return signCommand(signer, { ...base(room), type: 'user.update' as const, publicKey, rev: 1, name, email: '', colour: null });
}

/** A signed message. */
export async function createPost(signer: Signer, room: string, content: string = TEXT): Promise<Command> {
  const salt = newSalt();
  const body = { salt, content, contentHash: await contentHash(salt, content) };
  return signCommand(signer, { ...base(room), ...body, type: 'message.post' as const, channel: FIRST_CHANNEL, replyTo: null });
}
