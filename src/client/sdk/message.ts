import type { MessageRow } from '#shared/chat/message.ts';

/** A message as scripts and bots see it. Times are ms since 1970. */
export interface Message {
  readonly room: string;
  readonly channel: string;
  /** UUIDv7, made by its author's device. */
  readonly id: string;
  /** The author's user id: the fingerprint of their key. */
  readonly author: string;
  readonly authorName: string;
  /** Empty once erased. */
  readonly text: string;
  /** When the server stored it. */
  readonly at: number;
  readonly editedAt: number | null;
  readonly erased: boolean;
  /** The message it replies to. */
  readonly replyTo: { readonly author: string; readonly id: string } | null;
  /** Its place in the server's log. */
  readonly seq: number;
  /** Whether we wrote it. */
  readonly mine: boolean;
}

/** Makes a message out of its row. */
export function messageFromRow(row: MessageRow, authorName: string, self: string): Message {
  const { room, channel, id, author, content, editedAt, erasedAt, replyAuthor, replyId } = row;
  return {
    room,
    channel,
    id,
    author,
    authorName,
    text: content ?? '',
    at: row.at ?? row.authoredAt,
    editedAt,
    erased: erasedAt !== null,
    replyTo: replyAuthor === null || replyId === null ? null : { author: replyAuthor, id: replyId },
    seq: row.seq ?? 0,
    mine: author === self,
  };
}
