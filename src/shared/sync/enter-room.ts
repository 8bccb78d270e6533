import type { Command } from '../chat/chat.ts';
import { type Reason, Refusal, REASONS } from '../chat/refusal.ts';
import { type UserRow, userTable } from '../chat/user.ts';
import { newId, signCommand, type Signer, type Unsigned } from '../identity/signer.ts';
import type { RoomSync } from './room-sync.ts';
import type { Upstream, Verdict } from './upstream.ts';

/** What a person tells about themselves. */
export interface ProfileFields {
  readonly name: string;
  readonly email: string;
  readonly colour: number | null;
}

/** The refusal that a reason stands for, in these words. */
export function refusalOf({ reason, message }: Pick<Extract<Verdict, { kind: 'refused' }>, 'reason' | 'message'>): Refusal {
  return new Refusal(reason in REASONS ? (reason as Reason) : 'invalid', message);
}

/** Performs a command that must succeed before anything else can. @throws {Refusal} */
async function demand(signer: Signer, upstream: Upstream, unsigned: Unsigned<Command>): Promise<void> {
  const verdict = await upstream.perform((await signCommand(signer, unsigned)) as Command);
  if (verdict.kind === 'refused') throw refusalOf(verdict);
  if (verdict.kind === 'undecided') throw new Error(verdict.message);
}

/** Whether a room knows a profile as it is. */
export function saysTheSame(row: UserRow, profile: ProfileFields): boolean {
  return row.name === profile.name && row.email === profile.email && row.colour === profile.colour;
}

/**
 * Enters a room on a new connection: makes it where nobody did, tells it who we are where it does
 * not know, follows its feed. Without a profile it only looks.
 * @returns why the room, which knows us already, does not take the profile as it is now; null where it does
 * @throws {Refusal} where the room does not let us in; {@link Error} where the server cannot answer now
 */
export async function enterRoom(
  sync: RoomSync,
  signer: Signer,
  upstream: Upstream,
  profile: ProfileFields | null,
): Promise<Refusal | null> {
  const { room } = sync;
  const base = (): { id: string; room: string; authoredAt: number } => ({ id: newId(), room, authoredAt: upstream.now() });
  await sync.connect();
  if (profile === null) return null;
  if (!sync.following) await demand(signer, upstream, { ...base(), type: 'room.create' });
  const row = sync.following ? sync.rows.get(userTable, { room, user: signer.userId }) : undefined;
  let trouble: Refusal | null = null;
  if (row === undefined || !saysTheSame(row, profile)) {
    const update = { ...base(), type: 'user.update', rev: (row?.rev ?? 0) + 1, publicKey: signer.publicKey, ...profile } as const;
    await demand(signer, upstream, update).catch((cause: unknown) => {
      if (row === undefined || !(cause instanceof Refusal) || cause.reason === 'conflict') throw cause;
      trouble = cause;
    });
  }
  await sync.connect();
  if (!sync.following) throw new Error('The room could not be followed.');
  return trouble;
}
