import type { ChannelRow } from '../chat/channel.ts';
import { TOPIC_LIMIT } from '../chat/channel.ts';
import type { Command } from '../chat/chat.ts';
import { NAME_LIMIT } from '../chat/fields.ts';
import type { MessageRow } from '../chat/message.ts';
import { cleanName } from '../chat/text.ts';
import { contentHash, newSalt } from '../identity/content-hash.ts';
import { newId, type Unsigned } from '../identity/signer.ts';

/** A reference to a message. */
export interface Reference {
  readonly author: string;
  readonly id: string;
}

/** What a channel may be changed in. */
export interface ChannelPatch {
  readonly name?: string;
  readonly topic?: string;
  readonly archived?: boolean;
}

interface Base {
  readonly id: string;
  readonly room: string;
  readonly authoredAt: number;
}

/** What every new command begins with. `now` is the author's clock, ms since 1970. */
function base(room: string, now: number, id: string = newId()): Base {
  return { id, room, authoredAt: now };
}

async function body(content: string): Promise<{ salt: string; content: string; contentHash: string }> {
  const salt = newSalt();
  return { salt, content, contentHash: await contentHash(salt, content) };
}

/** A command that posts a message; its id is the message's. */
export async function composePost(
  now: number,
  room: string,
  channel: string,
  content: string,
  replyTo: Reference | null,
  id?: string,
): Promise<Unsigned<Command>> {
  return { ...base(room, now, id), type: 'message.post', channel, replyTo, ...(await body(content)) };
}

/** A command that edits a message; `rev` is the last one seen. */
export async function composeEdit(
  now: number,
  message: Pick<MessageRow, 'room' | 'channel' | 'id'>,
  rev: number,
  content: string,
): Promise<Unsigned<Command>> {
  const { room, channel, id: target } = message;
  return { ...base(room, now), type: 'message.edit', channel, target, rev: rev + 1, ...(await body(content)) };
}

/** A command that erases a message. */
export function composeErase(
  now: number,
  { room, channel, id: target }: Pick<MessageRow, 'room' | 'channel' | 'id'>,
): Unsigned<Command> {
  return { ...base(room, now), type: 'message.delete', channel, target };
}

/** A command that creates a channel; both names are clean. */
export function composeChannel(now: number, room: string, channel: string, name: string): Unsigned<Command> {
  return { ...base(room, now), type: 'channel.create', channel, name };
}

/** A command that changes a channel's settings. */
export function composeChannelChange(now: number, row: ChannelRow, patch: ChannelPatch): Unsigned<Command> {
  const name = patch.name === undefined ? row.name : cleanName(patch.name, NAME_LIMIT);
  const topic = patch.topic === undefined ? row.topic : cleanName(patch.topic, TOPIC_LIMIT);
  const archived = patch.archived ?? Boolean(row.archived);
  return { ...base(row.room, now), type: 'channel.change', channel: row.channel, rev: row.rev + 1, name, topic, archived };
}
