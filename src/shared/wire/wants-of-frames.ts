import { z } from 'zod';
import { NAME_LIMIT, nameIdField } from '../chat/fields.ts';
import { FIRST_CHANNEL } from '../chat/room.ts';
import { cleanName, cleanText, nameId } from '../chat/text.ts';
import { USER_NAME_LIMIT } from '../chat/user.ts';
import type { ClientMessage, ClientUser } from './websocket-data.ts';

/** A room or channel by the name that somebody typed, and the id that follows from it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Names that were normalised before: the same few channels are named with every message. */
const remembered = new Map<string, Named | null>();
const REMEMBERED = 1000;
const LONGEST_REMEMBERED = 100;

/** Normalises the name of a room or channel, shortened until it fits; null where nothing usable is left of it. */
export function namedBy(text: string): Named | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const named = normalised(text);
  if (text.length > LONGEST_REMEMBERED) return named;
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, named);
  return named;
}

function normalised(text: string): Named | null {
  for (let limit = NAME_LIMIT; limit >= 1; limit >>= 1) {
    const name = cleanName(text, limit);
    const id = nameId(name);
    if (id === '') return null;
    // Zod counts characters, and places in the page UTF-16 code units: it must fit both.
    if (id.length <= NAME_LIMIT && nameIdField.safeParse(id).success) return { id, name };
  }
  return null;
}

/** What a `CLIENT_MESSAGE` asks for, in words that our commands take. */
export interface MessageWanted {
  readonly content: string;
  readonly channel: Named;
  /** As it came: the sender compares it. */
  readonly optimisticId: string;
}

/** Reads a `CLIENT_MESSAGE`. One that names no channel we can name goes to the first one. */
export function messageWanted({ content, channel, optimisticId }: ClientMessage): MessageWanted {
  return { content: cleanText(content), channel: namedBy(channel) ?? { id: FIRST_CHANNEL, name: FIRST_CHANNEL }, optimisticId };
}

/** What a `CLIENT_USER` asks for; undefined where it leaves things as they are. */
export interface UserWanted {
  /** An id that the client may have been given before. */
  readonly id: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
}

const email = z.union([z.literal(''), z.email().max(254)]);

/** Reads a `CLIENT_USER`. A name that is none and an address that is none count as not given. */
export function userWanted({ user }: ClientUser): UserWanted {
  const name = cleanName(user.name ?? '', USER_NAME_LIMIT);
  const address = email.safeParse(user.email?.trim());
  return { id: user.id, name: name === '' ? undefined : name, email: address.success ? address.data : undefined };
}
