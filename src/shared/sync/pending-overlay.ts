import { decide, materialize } from '../chat/chat.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { Refusal } from '../chat/refusal.ts';
import { roomTable } from '../chat/room.ts';
import { userTable } from '../chat/user.ts';
import { keyText, Rows, type State } from '../log/rows.ts';
import { type ProfileFields, saysTheSame } from './enter-room.ts';
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
  if (command.type === 'message.post') return keyText(messageTable, { room: command.room, author: user, id: command.id });
  if ('target' in command) return keyText(messageTable, { room: command.room, author: user, id: command.target });
  return null;
}

/** Shows our profile as we want it, in a room that has the old one, or did not hear of us yet. */
function layProfile(rows: Rows, room: string, user: string, profile: ProfileFields | null): void {
  const row = rows.get(userTable, { room, user });
  if (profile === null || rows.get(roomTable, { room }) === undefined) return;
  if (row !== undefined && saysTheSame(row, profile)) return;
  const unsigned = { id: '', room, author: user, authoredAt: 0, signature: null, publicKey: null };
  const event = { ...unsigned, type: 'user.updated', rev: (row?.rev ?? 0) + 1, ...profile } as const;
  for (const change of materialize(event)) rows.apply(change, null);
}

/**
 * Folds pending commands over confirmed rows with the shared `decide`: what one sees at once is
 * what the server will make of it. A command that would be refused here changes nothing here; the
 * verdict is the server's. A post stays visible with its text whatever becomes of it, but for one that
 * was erased before it left.
 */
export function overlayPending(
  room: string,
  confirmed: State,
  pending: readonly PendingCommand[],
  user: string,
  profile: ProfileFields | null,
): Overlay {
  const rows = new Rows(confirmed);
  const byMessage = new Map<string, PendingCommand>();
  const posts: MessageRow[] = [];
  layProfile(rows, room, user, profile);
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
      if (command.type !== 'message.post') continue;
      for (const change of materialize(asPosted(command, user))) rows.apply(change, null);
    }
  }
  for (const { command } of pending) {
    if (command.type !== 'message.post') continue;
    const row = rows.get(messageTable, { room: command.room, author: user, id: command.id });
    if (row !== undefined && row.seq === null && row.erasedAt === null) posts.push(row);
  }
  return { rows, posts, byMessage };
}

function asPosted(
  command: Extract<PendingCommand['command'], { type: 'message.post' }>,
  user: string,
): Parameters<typeof materialize>[0] {
  const { salt, content, ...rest } = command;
  return { ...rest, type: 'message.posted', author: user, body: { salt, content } };
}

/** The key text of a message row, as in `Overlay.byMessage`. */
export function messageKey(row: Pick<MessageRow, 'room' | 'author' | 'id'>): string {
  return keyText(messageTable, row);
}
