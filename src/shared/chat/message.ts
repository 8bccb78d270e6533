import * as z from 'zod/mini';
import { earliest, rank, TOP_RANK } from '../log/change.ts';
import type { State } from '../log/rows.ts';
import type { Table } from '../log/table.ts';
import { findChannel, channelTable } from './channel.ts';
import type { Concept } from './concept.ts';
import { commandFields, commandIdField, eventFields, hashField, keepable, nameIdField, userIdField, whole } from './fields.ts';
import { Refusal } from './refusal.ts';
import { isCleanText } from './text.ts';
import { requireProfile, userTable } from './user.ts';

/** Longest message where the server's configuration says nothing else, in UTF-16 code units. */
export const MESSAGE_LIMIT = 16_000;

const fields = { ...commandFields, channel: nameIdField };
const rev = whole(1, 1_000_000_000);
/** What an erasure takes away; the signature covers only its hash. */
const body = { salt: z.string().check(z.regex(/^[\w-]{22}$/u)), content: z.string() };
/**
 * How far a text is that its author writes bit by bit, as the AI does: still being written, or left
 * unfinished because somebody stopped it or its writer died. A finished message has none.
 */
const progress = z.optional(z.enum(['writing', 'stopped', 'interrupted']));
const reference = z.object({ author: userIdField, id: commandIdField });

export const postMessage = z.object({
  ...fields,
  ...body,
  type: z.literal('message.post'),
  contentHash: hashField,
  replyTo: z.nullable(reference),
  state: progress,
});
/** `rev` is the last revision seen plus one. */
export const editMessage = z.object({
  ...fields,
  ...body,
  type: z.literal('message.edit'),
  contentHash: hashField,
  target: commandIdField,
  rev,
  state: progress,
});
export const deleteMessage = z.object({ ...fields, type: z.literal('message.delete'), target: commandIdField });

/** Null once erased. */
const eventBody = { body: z.nullable(z.object({ ...body, content: keepable(body.content) })) };
const eventShape = { ...eventFields, channel: nameIdField };
export const messagePosted = z.object({
  ...eventShape,
  ...eventBody,
  type: z.literal('message.posted'),
  contentHash: hashField,
  replyTo: z.nullable(reference),
  state: progress,
});
export const messageEdited = z.object({
  ...eventShape,
  ...eventBody,
  type: z.literal('message.edited'),
  contentHash: hashField,
  target: commandIdField,
  rev,
  state: progress,
});
export const messageDeleted = z.object({ ...eventShape, type: z.literal('message.deleted'), target: commandIdField });

export type MessageCommand = z.infer<typeof postMessage> | z.infer<typeof editMessage> | z.infer<typeof deleteMessage>;
export type MessageEvent = z.infer<typeof messagePosted> | z.infer<typeof messageEdited> | z.infer<typeof messageDeleted>;

/** A message. The columns of `post` are null while only an edit or an erasure of it has come. */
export interface MessageRow {
  room: string;
  author: string;
  id: string;
  channel: string;
  replyAuthor: string | null;
  replyId: string | null;
  authoredAt: number;
  signature: string | null;
  postHash: string;
  postRank: string | null;
  /** Null once erased. */
  content: string | null;
  salt: string | null;
  contentHash: string | null;
  contentSignature: string | null;
  rev: number;
  /** ms, the author's clock; null if never edited. */
  editedAt: number | null;
  /** ms, the author's clock; null unless erased. */
  erasedAt: number | null;
  /** `writing`, `stopped` or `interrupted`; null for a finished message. */
  state: string | null;
  contentRank: string | null;
  /** The message's place in this server's log; null while it waits for its post. */
  seq: number | null;
  /** ms since 1970 when this server stored it. */
  at: number | null;
}

export const messageTable: Table<MessageRow> = {
  name: 'message',
  key: ['room', 'author', 'id'],
  registers: {
    post: ['channel', 'replyAuthor', 'replyId', 'authoredAt', 'signature', 'postHash'],
    content: ['content', 'salt', 'contentHash', 'contentSignature', 'rev', 'editedAt', 'erasedAt', 'state'],
  },
  positioned: 'post',
};

/** The author's own message, posted and not erased. @throws {Refusal} */
function requireOwn(state: State, room: string, author: string, id: string): MessageRow {
  const row = state.get(messageTable, { room, author, id });
  if (!row || row.postRank === null) throw new Refusal('not-found');
  return row;
}

function checkText({ content, state: unfinished }: { content: string; state?: string | undefined }): void {
  // What is only begun, or was given up before its first word, may be empty.
  if (content.trim() === '' && unfinished === undefined) throw new Refusal('text-empty');
  if (!isCleanText(content)) throw new Refusal('text-unreadable');
}

function checkChannel(state: State, room: string, id: string): void {
  const row = findChannel(state, room, id);
  if (!row) throw new Refusal('not-found', 'This channel does not exist.');
  if (row.archived) throw new Refusal('archived');
}

/** A message: posted, edited, and erased for good. */
export const message: Concept<MessageCommand, MessageEvent> = {
  tables: [messageTable],
  commands: { 'message.post': postMessage, 'message.edit': editMessage, 'message.delete': deleteMessage },
  events: { 'message.posted': messagePosted, 'message.edited': messageEdited, 'message.deleted': messageDeleted },

  reads(command, actor) {
    const { room } = command;
    if (command.type !== 'message.post') {
      return [
        { table: messageTable, prefix: { room, author: actor, id: command.target } },
        { table: channelTable, prefix: { room, channel: command.channel } },
      ];
    }
    return [
      { table: channelTable, prefix: { room, channel: command.channel } },
      { table: userTable, prefix: { room, user: actor } },
    ];
  },

  statement(command) {
    const { type, room, channel, id, authoredAt: at } = command;
    const post = type === 'message.post';
    return {
      namespace: 'parley.message',
      fields: {
        kind: type,
        room,
        channel,
        id,
        target: post ? (command.replyTo === null ? null : `${command.replyTo.author}/${command.replyTo.id}`) : command.target,
        rev: post ? 0 : type === 'message.edit' ? command.rev : null,
        at,
        contentHash: type === 'message.delete' ? null : command.contentHash,
        // Left out where there is none: so it was signed before there was such a field.
        ...('state' in command && command.state !== undefined ? { state: command.state } : {}),
      },
    };
  },

  decide(state, command, actor) {
    const { room } = command;
    if (command.type === 'message.post') {
      requireProfile(state, room, actor);
      checkChannel(state, room, command.channel);
      checkText(command);
      const { salt, content, ...rest } = command;
      return { ...rest, type: 'message.posted', author: actor, body: { salt, content } };
    }
    const current = requireOwn(state, room, actor, command.target);
    if (current.channel !== command.channel) throw new Refusal('not-found');
    if (command.type === 'message.delete') {
      if (current.erasedAt !== null) return null;
      return { ...command, type: 'message.deleted', author: actor };
    }
    if (current.erasedAt !== null) throw new Refusal('erased');
    checkChannel(state, room, command.channel);
    checkText(command);
    if (command.rev !== current.rev + 1) throw new Refusal('conflict');
    const { salt, content, ...rest } = command;
    return { ...rest, type: 'message.edited', author: actor, body: { salt, content } };
  },

  materialize(event) {
    const { room, author, authoredAt, signature } = event;
    if (event.type === 'message.deleted') {
      const erased = {
        content: null,
        salt: null,
        contentHash: null,
        contentSignature: signature,
        rev: 0,
        editedAt: null,
        erasedAt: authoredAt,
        state: null,
      };
      return [
        {
          table: messageTable,
          key: { room, author, id: event.target },
          writes: { content: { rank: `${TOP_RANK}${earliest(authoredAt, event.id)}`, values: erased } },
        },
      ];
    }
    const { contentHash } = event;
    const number = event.type === 'message.edited' ? event.rev : 0;
    // An erased body takes part without a text, so that a replay of a scrubbed log ends in the same rows (L1).
    const values = {
      content: event.body?.content ?? null,
      salt: event.body?.salt ?? null,
      contentHash,
      contentSignature: signature,
      rev: number,
      editedAt: event.type === 'message.edited' ? authoredAt : null,
      erasedAt: null,
      state: event.state ?? null,
    };
    // A tie goes to the larger signature: it covers the hash, the clock and all else that the row shows.
    const tie = signature ?? `${contentHash}${authoredAt}`;
    const content = { rank: rank(number, tie), values };
    if (event.type === 'message.edited') {
      return [{ table: messageTable, key: { room, author, id: event.target }, writes: { content } }];
    }
    const post = {
      channel: event.channel,
      replyAuthor: event.replyTo?.author ?? null,
      replyId: event.replyTo?.id ?? null,
      authoredAt,
      signature,
      postHash: contentHash,
    };
    return [
      {
        table: messageTable,
        key: { room, author, id: event.id },
        writes: { post: { rank: rank(0, tie), values: post }, content },
      },
    ];
  },
};
