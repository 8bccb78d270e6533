import { type Command, tables } from '#shared/chat/chat.ts';
import { messageTable } from '#shared/chat/message.ts';
import { cleanName, cleanText, nameId } from '#shared/chat/text.ts';
import type { Rows } from '#shared/log/rows.ts';
import type { Cell, Table } from '#shared/log/table.ts';

type Fields = Record<string, unknown>;

/** The revision after the one that is there, in the table that has the concept's name. */
function nextRevision(rows: Rows, command: Command, actor: string): number {
  const table = (tables as unknown as readonly Table<Record<string, Cell>>[]).find(({ name }) =>
    command.type.startsWith(`${name}.`),
  );
  if (table === undefined) return 1;
  const known: Fields = { ...command, user: actor, author: actor, ...('target' in command ? { id: command.target } : {}) };
  const key = Object.fromEntries(table.key.map((column) => [column, String(known[column])]));
  return Number(rows.get(table, key)?.['rev'] ?? 0) + 1;
}

/**
 * Turns a random command into one that somebody could mean: about a message of their own, the next
 * revision, clean text. It may still be refused, as in life.
 */
export function plausible(rows: Rows, command: Command, actor: string): Command {
  const fields: Fields = { ...command };
  if (typeof fields['name'] === 'string') fields['name'] = cleanName(fields['name'], 60) || 'Ada';
  if (typeof fields['topic'] === 'string') fields['topic'] = cleanName(fields['topic'], 250);
  if (typeof fields['content'] === 'string') fields['content'] = cleanText(fields['content']);
  if (command.type.endsWith('.create') && 'name' in command) fields['channel'] = nameId(String(fields['name'])) || 'random';
  if (typeof fields['target'] === 'string') {
    const own = rows.list(messageTable, { room: command.room, author: actor }).filter(({ postRank }) => postRank !== null);
    const chosen = own[Number.parseInt(fields['target'].slice(-4), 16) % Math.max(1, own.length)];
    if (chosen !== undefined) Object.assign(fields, { target: chosen.id, channel: chosen.channel });
  }
  if ('rev' in fields) fields['rev'] = nextRevision(rows, fields as unknown as Command, actor);
  return fields as unknown as Command;
}
