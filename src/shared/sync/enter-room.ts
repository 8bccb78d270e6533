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

/** The refusal that a verdict tells of. */
export function refusalOf(verdict: Extract<Verdict, { kind: 'refused' }>): Refusal {
  return new Refusal(verdict.reason in REASONS ? (verdict.reason as Reason) : 'invalid', verdict.message);
}

/** Performs a command that must succeed before anything else can. @throws {Refusal} */
async function demand(signer: Signer, upstream: Upstream, unsigned: Unsigned<Command>): Promise<void> {
  const verdict = await upstream.perform((await signCommand(signer, unsigned)) as Command);
  if (verdict.kind === 'refused') throw refusalOf(verdict);
  if (verdict.kind === 'undecided') throw new Error(verdict.message);
}

function saysTheSame(row: UserRow, profile: ProfileFields): boolean {
  return row.name === profile.name && row.email === profile.email && row.colour === profile.colour;
}

/**
 * Enters a room on a new connection: makes it where nobody did, tells it who we are where it does
 * not know, follows its feed. Without a profile it only looks.
 * @throws {Refusal} where the room does not let us in; {@link Error} where the server cannot answer now
 */
export async function enterRoom(sync: RoomSync, signer: Signer, upstream: Upstream, profile: ProfileFields | null): Promise<void> {
  const { room } = sync;
  const base = (): { id: string; room: string; authoredAt: number } => ({ id: newId(), room, authoredAt: upstream.now() });
  await sync.connect();
  if (profile === null) return;
  if (!sync.ready) await demand(signer, upstream, { ...base(), type: 'room.create' });
  const row = sync.rows.get(userTable, { room, user: signer.userId });
  if (row === undefined || !saysTheSame(row, profile)) {
    await demand(signer, upstream, { ...base(), type: 'user.update', rev: (row?.rev ?? 0) + 1, publicKey: signer.publicKey, ...profile });
  }
  await sync.connect();
}
