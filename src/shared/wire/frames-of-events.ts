import type { Event } from '../chat/chat.ts';
import type { ServerMessage } from './websocket-data.ts';

/** What the envelope makes of an event: a `SERVER_MESSAGE`, a new `ACTIVE_USERS`, or nothing, because it has no words for it. */
export type Rendering = 'message' | 'people' | 'nothing';

/** How each event reaches clients of the envelope. The table in docs/websocket-data.md says the same to people. */
export const RENDERINGS = {
  'room.created': 'nothing',
  'channel.created': 'nothing',
  'channel.changed': 'nothing',
  'user.updated': 'people',
  'message.posted': 'message',
  'message.edited': 'message',
  'message.deleted': 'message',
} satisfies Record<Event['type'], Rendering>;

/** What stands in place of a message that its author removed. */
export const REMOVED_TEXT = '(This message was removed.)';

/** The message that another one answers. */
export interface Quoted {
  /** Who wrote it. */
  readonly name: string;
  /** Its text; null once removed. */
  readonly content: string | null;
}

/** A message of ours with all that the envelope tells of it. Times are ms since 1970. */
export interface ShownMessage {
  readonly id: string;
  readonly optimisticId: string;
  /** Null once removed. */
  readonly content: string | null;
  readonly quoted: Quoted | null;
  readonly server: string;
  readonly userId: string;
  readonly channel: string;
  readonly created: number;
  readonly updated: number;
}

/** Characters (Unicode code points) of a quoted message that are shown. */
const EXCERPT = 100;

function excerptOf(content: string): string {
  const line = content.replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT - 1).join('')}…` : line;
}

/** The envelope has no replies: a reply begins with a quotation of what it answers, in Markdown. */
function textOf({ content, quoted }: ShownMessage): string {
  if (content === null) return REMOVED_TEXT;
  if (quoted === null) return content;
  const said = quoted.content === null ? REMOVED_TEXT : excerptOf(quoted.content);
  return `> ${quoted.name}: ${said}\n\n${content}`;
}

/** Makes the frame of a message. */
export function serverMessageOf(message: ShownMessage): ServerMessage {
  const { quoted: _quoted, ...fields } = message;
  return { type: 'SERVER_MESSAGE', ...fields, content: textOf(message) };
}

/** Whether a text that somebody carried here is that of a message of ours, with or without the quotation before it. */
export function isTextOf(carried: string, content: string, isReply: boolean): boolean {
  return carried === content || (isReply && carried.startsWith('> ') && carried.endsWith(`\n\n${content}`));
}
