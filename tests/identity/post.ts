import type { z } from 'zod';
import { type Command, decide, materialize } from '#shared/chat/chat.ts';
import type { MessageEvent, postMessage } from '#shared/chat/message.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer, signCommand } from '#shared/identity/signer.ts';
import { Rows } from '#shared/log/rows.ts';

type Post = z.infer<typeof postMessage> & { signature: string };

function base() {
  return { id: newId(), room: 'lobby', authoredAt: Date.now() };
}

/** A signed message of ours, as it leaves a device. */
export async function post(signer: Signer, content: string): Promise<Post> {
  const salt = newSalt();
  const body = { salt, content, contentHash: await contentHash(salt, content) };
  return signCommand(signer, { ...base(), ...body, type: 'message.post' as const, channel: 'general', replyTo: null });
}

/** A signed profile of ours. */
export function profile(signer: Signer, name = 'Ada') {
  const { publicKey } = signer;
  return signCommand(signer, { ...base(), type: 'user.update' as const, publicKey, rev: 1, name, email: '', colour: null });
}

/** The events that follow from commands of one person in a fresh room. */
export async function eventsOf(signer: Signer, ...commands: Command[]): Promise<MessageEvent[]> {
  const rows = new Rows();
  const room = await signCommand(signer, { ...base(), type: 'room.create' as const });
  const events = [room, await profile(signer), ...commands].map((command) => {
    const event = decide(rows, command, signer.userId);
    if (event === null) throw new Error('nothing followed');
    for (const change of materialize(event)) rows.apply(change, null);
    return event;
  });
  return events.slice(2) as MessageEvent[];
}
