import * as z from 'zod/mini';
import { earliest, rank, tieOf } from '../log/change.ts';
import type { State } from '../log/rows.ts';
import type { Table } from '../log/table.ts';
import type { Concept } from './concept.ts';
import { commandFields, eventFields, keepable, NAME_LIMIT, nameIdField, textOf, whole } from './fields.ts';
import { Refusal } from './refusal.ts';
import { cleanName, nameId } from './text.ts';

/** Longest topic, in characters. */
export const TOPIC_LIMIT = 250;

const fields = { ...commandFields, channel: nameIdField };
const rev = whole(1, 1_000_000_000);
const name = textOf(1, NAME_LIMIT * 2);
const topic = textOf(0, TOPIC_LIMIT * 2);

export const createChannel = z.object({ ...fields, type: z.literal('channel.create'), name });
/** All settings at once; `rev` is the last revision seen plus one. */
export const changeChannel = z.object({ ...fields, type: z.literal('channel.change'), rev, name, topic, archived: z.boolean() });

export const channelCreated = z.object({
  ...eventFields,
  type: z.literal('channel.created'),
  channel: nameIdField,
  name: keepable(name),
});
export const channelChanged = z.object({
  ...changeChannel.shape,
  ...eventFields,
  type: z.literal('channel.changed'),
  name: keepable(name),
  topic: keepable(topic),
});

export type ChannelCommand = z.infer<typeof createChannel> | z.infer<typeof changeChannel>;
export type ChannelEvent = z.infer<typeof channelCreated> | z.infer<typeof channelChanged>;

export interface ChannelRow {
  room: string;
  /** Its first name, normalised. It never changes, so links survive a rename. */
  channel: string;
  creator: string;
  createdAt: number;
  createdRank: string | null;
  name: string;
  topic: string;
  /** 0 or 1. */
  archived: number;
  rev: number;
  settingsRank: string | null;
}

export const channelTable: Table<ChannelRow> = {
  name: 'channel',
  key: ['room', 'channel'],
  registers: { created: ['creator', 'createdAt'], settings: ['name', 'topic', 'archived', 'rev'] },
};

/** The channel, if somebody made it; a change that came before its creation waits in the rows. */
export function findChannel(state: State, roomName: string, channelId: string): ChannelRow | undefined {
  const row = state.get(channelTable, { room: roomName, channel: channelId });
  return row?.createdRank == null ? undefined : row;
}

function checkName(state: State, roomName: string, channelId: string, wanted: string): void {
  const id = nameId(wanted);
  if (id === '' || cleanName(wanted, NAME_LIMIT) !== wanted) throw new Refusal('name-invalid');
  const channels = state.list(channelTable, { room: roomName });
  // Every room has a channel from its first moment, so no channel means no room.
  if (channels.length === 0) throw new Refusal('not-found', 'This room does not exist.');
  for (const other of channels) {
    if (other.channel === channelId || other.createdRank === null) continue;
    if (other.channel === id || nameId(other.name) === id) throw new Refusal('name-taken');
  }
}

/** A folder of messages in a room. */
export const channel: Concept<ChannelCommand, ChannelEvent> = {
  tables: [channelTable],
  commands: { 'channel.create': createChannel, 'channel.change': changeChannel },
  events: { 'channel.created': channelCreated, 'channel.changed': channelChanged },

  reads: (command) => [{ table: channelTable, prefix: { room: command.room } }],

  statement(command) {
    const { type: kind, room, channel: id, authoredAt } = command;
    const common = { kind, room, channel: id, id: command.id, at: authoredAt, name: command.name };
    return {
      namespace: 'parley.channel',
      fields:
        command.type === 'channel.create'
          ? common
          : { ...common, rev: command.rev, topic: command.topic, archived: Number(command.archived) },
    };
  },

  decide(state, command, actor) {
    const current = findChannel(state, command.room, command.channel);
    if (command.type === 'channel.create') {
      if (current) throw new Refusal('name-taken');
      if (nameId(command.name) !== command.channel) throw new Refusal('name-invalid');
      checkName(state, command.room, command.channel, command.name);
      return { ...command, type: 'channel.created', author: actor };
    }
    if (!current) throw new Refusal('not-found');
    if (command.rev !== current.rev + 1) throw new Refusal('conflict');
    if (cleanName(command.topic, TOPIC_LIMIT) !== command.topic) throw new Refusal('text-unreadable');
    if (command.name !== current.name) checkName(state, command.room, command.channel, command.name);
    return { ...command, type: 'channel.changed', author: actor };
  },

  materialize(event) {
    const key = { room: event.room, channel: event.channel };
    if (event.type === 'channel.changed') {
      const { name: title, topic: text, archived, rev: number } = event;
      const tie = tieOf(title, text, Number(archived));
      const values = { name: title, topic: text, archived: Number(archived), rev: number };
      return [{ table: channelTable, key, writes: { settings: { rank: rank(number, tie), values } } }];
    }
    const { author, authoredAt } = event;
    const first = rank(0, earliest(authoredAt, `${event.id}${author}`));
    return [
      {
        table: channelTable,
        key,
        writes: {
          created: { rank: first, values: { creator: author, createdAt: authoredAt } },
          settings: { rank: rank(0, tieOf(event.name)), values: { name: event.name, topic: '', archived: 0, rev: 0 } },
        },
      },
    ];
  },
};
