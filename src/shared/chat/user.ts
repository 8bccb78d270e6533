import * as z from 'zod/mini';
import { earliest, rank, tieOf } from '../log/change.ts';
import type { State } from '../log/rows.ts';
import type { Table } from '../log/table.ts';
import type { Concept } from './concept.ts';
import { commandFields, eventFields, keepable, textOf, whole } from './fields.ts';
import { Refusal } from './refusal.ts';
import { roomTable } from './room.ts';
import { cleanName } from './text.ts';

/** Longest name of a person, in characters. */
export const USER_NAME_LIMIT = 60;
/** How many avatar colours there are; a profile may name one of them, 1 to 8. */
export const COLOURS = 8;

const profile = {
  /** The OpenSSH public-key blob of the person's first key, base64url; null for a compat guest. */
  publicKey: z.nullable(z.string().check(z.maxLength(200), z.regex(/^[\w-]+$/u))),
  rev: whole(1, 1_000_000_000),
  name: textOf(1, USER_NAME_LIMIT * 4),
  email: z.union([z.literal(''), z.email().check(z.maxLength(254))]),
  colour: z.nullable(whole(1, COLOURS)),
};

/** The whole profile at once; `rev` is the last revision seen plus one. */
export const updateUser = z.object({ ...commandFields, ...profile, type: z.literal('user.update') });
export const userUpdated = z.object({
  ...eventFields,
  ...profile,
  type: z.literal('user.updated'),
  name: keepable(profile.name),
});

export type UserCommand = z.infer<typeof updateUser>;
export type UserEvent = z.infer<typeof userUpdated>;

export interface UserRow {
  room: string;
  user: string;
  name: string;
  email: string;
  colour: number | null;
  rev: number;
  profileRank: string | null;
}

/** The keys a person signs with, in one room. The first one names the person. */
export interface KeyRow {
  room: string;
  user: string;
  publicKey: string;
  linkedAt: number;
  linkRank: string | null;
}

export const userTable: Table<UserRow> = {
  name: 'user',
  key: ['room', 'user'],
  registers: { profile: ['name', 'email', 'colour', 'rev'] },
};

export const keyTable: Table<KeyRow> = {
  name: 'key',
  key: ['room', 'user', 'publicKey'],
  registers: { link: ['linkedAt'] },
};

/** Whoever writes must have a name; @throws {Refusal} `no-profile`. */
export function requireProfile(state: State, room: string, user: string): void {
  if (!state.get(userTable, { room, user })) throw new Refusal('no-profile');
}

/** A person: a key, and the profile they chose. */
export const user: Concept<UserCommand, UserEvent> = {
  tables: [userTable, keyTable],
  commands: { 'user.update': updateUser },
  events: { 'user.updated': userUpdated },

  reads: ({ room: name }, actor) => [
    { table: roomTable, prefix: { room: name } },
    { table: userTable, prefix: { room: name, user: actor } },
  ],

  statement: ({ type: kind, room, id, authoredAt: at, rev, name, email, colour, publicKey }) => ({
    namespace: 'parley.user',
    fields: { kind, room, id, at, rev, name, email, colour, publicKey },
  }),

  decide(state, command, actor) {
    if (!state.get(roomTable, { room: command.room })) throw new Refusal('not-found', 'This room does not exist.');
    const current = state.get(userTable, { room: command.room, user: actor });
    if (cleanName(command.name, USER_NAME_LIMIT) !== command.name) throw new Refusal('name-invalid');
    if (current && current.name === command.name && current.email === command.email && current.colour === command.colour)
      return null;
    if (command.rev !== (current?.rev ?? 0) + 1) throw new Refusal('conflict');
    return { ...command, type: 'user.updated', author: actor };
  },

  materialize(event) {
    const { room, author, rev, name, email, colour } = event;
    const profileChange = {
      table: userTable,
      key: { room, user: author },
      writes: { profile: { rank: rank(rev, tieOf(name, email, colour)), values: { name, email, colour, rev } } },
    };
    if (event.publicKey === null) return [profileChange];
    return [
      profileChange,
      {
        table: keyTable,
        key: { room, user: author, publicKey: event.publicKey },
        // The earliest use of a key is when it was linked, so the earliest must win.
        writes: {
          link: { rank: rank(0, earliest(event.authoredAt, '')), values: { linkedAt: event.authoredAt } },
        },
      },
    ];
  },
};
