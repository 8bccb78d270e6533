import { encodeBase64url } from './base64url.ts';
import { encodeBase64 } from './base64.ts';
import { Malformed } from './malformed.ts';
import { concat, str, WireReader } from './ssh-wire.ts';
import { isWeakKey } from './weak-keys.ts';

/** The name of the one kind of key we accept (RFC 8709). */
export const KEY_TYPE = 'ssh-ed25519';

/** Writes a raw Ed25519 public key (32 bytes) as an OpenSSH public-key blob (51 bytes; RFC 8709, section 4). */
export function publicKeyBlob(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  if (raw.length !== 32) throw new Malformed('An Ed25519 public key has 32 bytes.');
  return concat(str(KEY_TYPE), str(raw));
}

/**
 * Reads the raw key (32 bytes) out of an OpenSSH public-key blob. Only ssh-ed25519, nothing after it,
 * no key for which everybody can sign.
 * @throws {Malformed}
 */
export function parsePublicKeyBlob(blob: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new WireReader(blob);
  const type = reader.text();
  if (type !== KEY_TYPE)
    throw new Malformed(`Only keys of type ${KEY_TYPE} are accepted, not ${JSON.stringify(type.slice(0, 40))}.`);
  const raw = reader.str();
  reader.end();
  if (raw.length !== 32) throw new Malformed('An Ed25519 public key has 32 bytes.');
  if (isWeakKey(raw)) throw new Malformed('This key is one that everybody can sign for.');
  return raw;
}

/** The id of the user whose first key this is: base64url(SHA-256(public-key blob)), 43 characters. */
export async function userIdOf(blob: Uint8Array<ArrayBuffer>): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', blob)));
}

/** A user id as `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
export function fingerprintText(userId: string): string {
  return `SHA256:${userId.replaceAll('-', '+').replaceAll('_', '/')}`;
}

/** A public-key blob as a line of `id_ed25519.pub` or `authorized_keys`, without a comment. */
export function publicKeyLine(blob: Uint8Array): string {
  return `${KEY_TYPE} ${encodeBase64(blob)}`;
}
