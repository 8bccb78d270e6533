import type { z } from 'zod';
import { Refusal } from '#shared/chat/refusal.ts';
import { decodeBase64url } from '#shared/identity/base64url.ts';
import { connectionParams, connectionStatement } from '#shared/identity/connection.ts';
import { userIdOf } from '#shared/identity/public-key.ts';
import { statementBytes } from '#shared/identity/statement-bytes.ts';
import { clockDifference } from './clock-difference.ts';
import type { Nonces } from './nonces.ts';
import { verifySignature } from './verify-signature.ts';

/** How old a sign-in may be, in ms. */
const MAX_AGE_MS = 120_000;
/** How far a device's clock may run ahead, in ms. */
const MAX_SKEW_MS = 60_000;

export interface SignInOptions {
  /** The public origins of this server that a sign-in may be made for, such as `https://chat.example.org`. */
  readonly origins: readonly string[];
  /** ms since 1970. */
  readonly now: number;
  readonly nonces: Nonces;
  readonly maxAgeMs?: number;
  readonly maxSkewMs?: number;
}

/** Who opened a connection. */
export interface SignedIn {
  readonly userId: string;
  /** OpenSSH public-key blob, base64url. */
  readonly publicKey: string;
}

/**
 * Checks what a connection says about who opens it: made just now, for this server, by the owner of
 * the key, and never used before. Only then is the nonce taken, so that nobody can use up another's.
 * @param params what the client sent (`connectionParams` of shared/identity/connection.ts).
 * @throws {Refusal} `signed-out`, `signature-invalid`, `clock-skew`, `nonce-used`.
 */
export async function signIn(params: unknown, options: SignInOptions): Promise<SignedIn> {
  if (params === undefined || params === null) throw new Refusal('signed-out');
  const parsed = connectionParams.safeParse(params);
  if (!parsed.success) throw new Refusal('signature-invalid', 'This sign-in is not in the form we expect.');
  const { publicKey, at, nonce } = parsed.data;
  const { origins, now, nonces, maxAgeMs = MAX_AGE_MS, maxSkewMs = MAX_SKEW_MS } = options;

  if (at > now + maxSkewMs || at < now - maxAgeMs) throw new Refusal('clock-skew', clockDifference(at, now));
  if (!(await isSignedFor(parsed.data, origins))) {
    const places = origins.join(' or ');
    throw new Refusal(
      'signature-invalid',
      `The signature of this sign-in does not match. It must be made for ${places}, the address of this server.`,
    );
  }
  if (!(await nonces.claim(nonce, at + maxAgeMs))) throw new Refusal('nonce-used');
  return { userId: await userIdOf(decodeBase64url(publicKey)), publicKey };
}

async function isSignedFor(params: z.output<typeof connectionParams>, origins: readonly string[]): Promise<boolean> {
  const { publicKey, at, nonce, signature } = params;
  for (const origin of origins) {
    const statement = connectionStatement({ origin, at, nonce });
    if (await verifySignature(publicKey, statement.namespace, statementBytes(statement), signature)) return true;
  }
  return false;
}
