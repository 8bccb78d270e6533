import type { Client } from '@libsql/client';
import { commandIdField } from '#shared/chat/fields.ts';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { isTextOf } from '#shared/wire/frames-of-events.ts';
import { readRows } from './read-rows.ts';

/** A message of a room by its id alone; undefined where there is none. */
export async function findMessage(client: Client, room: string, id: string): Promise<MessageRow | undefined> {
  const sql = `SELECT author FROM log WHERE command = ? AND room = ? AND type = 'message.posted'`;
  const author = (await client.execute({ sql, args: [id, room] })).rows[0]?.['author'];
  if (author === undefined) return undefined;
  const key = { room, author: String(author), id };
  return (await readRows(client, [{ table: messageTable, prefix: key }])).get(messageTable, key);
}

/** Every text that a message ever had and that is not erased. */
async function textsOf(client: Client, { id, author }: MessageRow): Promise<string[]> {
  const sql = 'SELECT body FROM log WHERE (command = ? OR target = ?) AND author = ? AND body IS NOT NULL';
  const found = await client.execute({ sql, args: [id, id, author] });
  return found.rows.map(({ body }) => (JSON.parse(String(body)) as { content: string }).content);
}

/**
 * Finds the message of ours that somebody carried away and back: its id is the `optimisticId`, and
 * the text is one that it had, or the beginning of one while it was being written. One that was
 * erased is found whatever the text, so that it does not rise again. Null where it is news.
 */
export async function carriedMessage(client: Client, room: string, optimisticId: string, text: string): Promise<string | null> {
  if (!commandIdField.safeParse(optimisticId).success) return null;
  const row = await findMessage(client, room, optimisticId);
  if (row === undefined) return null;
  if (row.erasedAt !== null || row.state === 'writing') return row.id;
  const texts = await textsOf(client, row);
  return texts.some((content) => content.startsWith(text) || isTextOf(text, content, row.replyId !== null)) ? row.id : null;
}
