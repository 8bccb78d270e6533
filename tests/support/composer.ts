import type * as z from 'zod/mini';
import type { changeChannel, createChannel } from '#shared/chat/channel.ts';
import type { deleteMessage, editMessage, postMessage } from '#shared/chat/message.ts';
import type { createRoom } from '#shared/chat/room.ts';
import { nameId } from '#shared/chat/text.ts';
import type { updateUser } from '#shared/chat/user.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer, signCommand } from '#shared/identity/signer.ts';

/** The fields that carry a text: a fresh salt, the text, and the hash that is signed. */
async function sealed(content: string) {
  const salt = newSalt();
  return { salt, content, contentHash: await contentHash(salt, content) };
}

type Draft<S extends z.ZodMiniType> = Omit<z.infer<S>, 'signature' | 'type'>;
type Some<S extends z.ZodMiniType> = Partial<Draft<S>>;

/** Writes and signs the commands of one person in one room, as a device of theirs does; any field can be given otherwise. */
export class Composer {
  readonly signer: Signer;
  readonly room: string;

  constructor(signer: Signer, room = 'lobby') {
    this.signer = signer;
    this.room = room;
  }

  createRoom(fields: Some<typeof createRoom> = {}) {
    return signCommand(this.signer, { ...this.#base(), type: 'room.create' as const, ...fields });
  }

  profile(name: string, fields: Some<typeof updateUser> = {}) {
    const { publicKey } = this.signer;
    const draft = { ...this.#base(), type: 'user.update' as const, publicKey, rev: 1, name, email: '', colour: null, ...fields };
    return signCommand(this.signer, draft);
  }

  createChannel(name: string, fields: Some<typeof createChannel> = {}) {
    return signCommand(this.signer, { ...this.#base(), type: 'channel.create' as const, channel: nameId(name), name, ...fields });
  }

  changeChannel(channel: string, rev: number, fields: Some<typeof changeChannel> = {}) {
    const draft = {
      ...this.#base(),
      type: 'channel.change' as const,
      channel,
      rev,
      name: channel,
      topic: '',
      archived: false,
      ...fields,
    };
    return signCommand(this.signer, draft);
  }

  async post(content: string, fields: Some<typeof postMessage> = {}) {
    const body = await sealed(content);
    return signCommand(this.signer, {
      ...this.#base(),
      ...body,
      type: 'message.post' as const,
      channel: 'general',
      replyTo: null,
      ...fields,
    });
  }

  async edit(target: string, rev: number, content: string, fields: Some<typeof editMessage> = {}) {
    const body = await sealed(content);
    return signCommand(this.signer, {
      ...this.#base(),
      ...body,
      type: 'message.edit' as const,
      channel: 'general',
      target,
      rev,
      ...fields,
    });
  }

  remove(target: string, fields: Some<typeof deleteMessage> = {}) {
    return signCommand(this.signer, { ...this.#base(), type: 'message.delete' as const, channel: 'general', target, ...fields });
  }

  #base(): { id: string; room: string; authoredAt: number } {
    return { id: newId(), room: this.room, authoredAt: Date.now() };
  }
}
