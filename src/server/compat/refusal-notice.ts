import { randomUUID } from 'node:crypto';
import { type Reason, Refusal } from '#shared/chat/refusal.ts';
import type { ClientMessage, ServerFrame } from '#shared/wire/websocket-data.ts';

/** The `userId` under which this server itself speaks, to one connection alone. */
const SERVER_USER = 'server';

/** What becomes of a refusal, for which the envelope has no frame: its sender is told in words, or nobody is. */
const TOLD = {
  invalid: false,
  'not-found': false,
  forbidden: false,
  'name-invalid': true,
  'name-reserved': true,
  'name-taken': true,
  archived: true,
  erased: false,
  conflict: false,
  'id-taken': false,
  'no-profile': false,
  'text-empty': false,
  'text-too-long': true,
  'text-unreadable': true,
  'signature-invalid': false,
  'clock-skew': false,
  'nonce-used': false,
  'signed-out': false,
  'too-fast': true,
  'too-many': true,
} satisfies Record<Reason, boolean>;

/** Tells the sender of a message why it was not stored, in the place of that message; null where there is nothing to tell. */
export function refusalNotice(cause: unknown, { optimisticId, channel }: ClientMessage, server: string): ServerFrame | null {
  if (!(cause instanceof Refusal) || !TOLD[cause.reason]) return null;
  const now = Date.now();
  const content = `Not sent. ${cause.message}`;
  return {
    type: 'SERVER_MESSAGE',
    id: randomUUID(),
    optimisticId,
    content,
    server,
    userId: SERVER_USER,
    channel,
    created: now,
    updated: now,
  };
}
