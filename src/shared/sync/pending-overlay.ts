import { decide, materialize } from '../chat/chat.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { Refusal } from '../chat/refusal.ts';
import { keyText, Rows, type State } from '../log/rows.ts';
import type { Cell } from '../log/table.ts';
import type { PendingCommand } from './outbox.ts';

/** Confirmed rows with what this device still waits for laid over them. */
export interface Overlay {
  readonly rows: Rows;
  /** Messages that no confirmed row shows yet, in order. */
  readonly posts: readonly MessageRow[];
  /** The newest pending command about each message, by key text. */
  readonly byMessage: ReadonlyMap<string, PendingCommand>;
}

function keyOf(pending: PendingCommand, user: string): string | null {
  const { command } = pending;
  if (command.type === 'message.post') return keyText(messageTable as never, { room: command.room, author: user, id: command.id });
  if ('target' in command) return keyText(messageTable as never, { room: command.room, author: user, id: command.target });
  return null;
}

/**
 * Folds pending commands over confirmed rows with the shared `decide`: what one sees at once is
 * what the server will make of it. A command that would be refused here changes nothing here; the
 * verdict is the server's. A failed post stays visible, with its text.
 */
export function overlayPending(confirmed: State, pending: readonly PendingCommand[], user: string): Overlay {
  const rows = new Rows(confirmed);
  const byMessage = new Map<string, PendingCommand>();
  const posts: MessageRow[] = [];
  for (const one of pending) {
    const { command, status } = one;
    const key = keyOf(one, user);
    if (key !== null) byMessage.set(key, one);
    if (status === 'failed' && command.type !== 'message.post') continue;
    try {
      const event = decide(rows, command, user);
      if (event === null) continue;
      for (const change of materialize(event)) rows.apply(change, null);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      if (status !== 'failed' || command.type !== 'message.post') continue;
      for (const change of materialize(asPosted(command, user))) rows.apply(change, null);
    }
  }
  for (const { command } of pending) {
    if (command.type !== 'message.post') continue;
    const row = rows.get(messageTable, { room: command.room, author: user, id: command.id });
    if (row !== undefined && row.seq === null) posts.push(row);
  }
  return { rows, posts, byMessage };
}

function asPosted(command: Extract<PendingCommand['command'], { type: 'message.post' }>, user: string): Parameters<typeof materialize>[0] {
  const { salt, content, ...rest } = command;
  return { ...rest, type: 'message.posted', author: user, body: { salt, content } };
}

/** The key text of a message row, as in `Overlay.byMessage`. */
export function messageKey(row: Pick<MessageRow, 'room' | 'author' | 'id'>): string {
  return keyText(messageTable as never, row as unknown as Record<string, Cell>);
}

