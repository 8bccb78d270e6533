import * as z from 'zod/mini';
import { earliest, rank } from '../log/change.ts';
import type { Table } from '../log/table.ts';
import { channelTable } from './channel.ts';
import type { Concept } from './concept.ts';
import { commandFields, eventFields, RESERVED_ROOMS } from './fields.ts';
import { Refusal } from './refusal.ts';

/** The channel that every room has from its first moment. */
export const FIRST_CHANNEL = 'general';

export const createRoom = z.object({ ...commandFields, type: z.literal('room.create') });
export const roomCreated = z.object({ ...eventFields, type: z.literal('room.created') });

export type RoomCommand = z.infer<typeof createRoom>;
export type RoomEvent = z.infer<typeof roomCreated>;

export interface RoomRow {
  room: string;
  /** Who came first. */
  creator: string;
  createdAt: number;
  createdRank: string | null;
}

export const roomTable: Table<RoomRow> = {
  name: 'room',
  key: ['room'],
  registers: { created: ['creator', 'createdAt'] },
};

/** An independent chat, one path, made by the first visit to it. */
export const room: Concept<RoomCommand, RoomEvent> = {
  tables: [roomTable],
  commands: { 'room.create': createRoom },
  events: { 'room.created': roomCreated },

  reads: (command) => [{ table: roomTable, prefix: { room: command.room } }],

  statement: (command) => ({
    namespace: 'parley.room',
    fields: { kind: command.type, room: command.room, id: command.id, at: command.authoredAt },
  }),

  decide(state, command, actor) {
    if (RESERVED_ROOMS.has(command.room)) throw new Refusal('name-reserved');
    if (state.get(roomTable, { room: command.room })) return null;
    return { ...command, type: 'room.created', author: actor };
  },

  materialize(event) {
    const { room: name, author, authoredAt } = event;
    // A tie goes to the earliest: servers that each made the room must agree on one creator.
    const first = rank(0, earliest(authoredAt, `${event.id}${author}`));
    return [
      {
        table: roomTable,
        key: { room: name },
        writes: { created: { rank: first, values: { creator: author, createdAt: authoredAt } } },
      },
      {
        table: channelTable,
        key: { room: name, channel: FIRST_CHANNEL },
        writes: {
          created: { rank: first, values: { creator: author, createdAt: authoredAt } },
          settings: { rank: rank(0, ''), values: { name: FIRST_CHANNEL, topic: '', archived: 0, rev: 0 } },
        },
      },
    ];
  },
};
