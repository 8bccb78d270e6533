import { createPublicKey, type KeyObject } from 'node:crypto';
import { decodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { parsePublicKeyBlob } from '#shared/identity/public-key.ts';

/** How many keys are kept ready; one takes about 1 KB. */
const LIMIT = 5000;
/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410, section 4). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** In the order of last use, the longest unused first. */
const ready = new Map<string, KeyObject>();

/**
 * The key of a public-key blob (base64url), ready to verify with; null where the text is no usable key.
 * The keys used last are kept, for most of the work of a first verification is to make one.
 */
export function publicKeyOf(publicKey: string): KeyObject | null {
  const known = ready.get(publicKey);
  if (known) {
    ready.delete(publicKey);
    ready.set(publicKey, known);
    return known;
  }
  const key = readKey(publicKey);
  if (key === null) return null;
  ready.set(publicKey, key);
  if (ready.size > LIMIT) ready.delete(ready.keys().next().value as string);
  return key;
}

function readKey(publicKey: string): KeyObject | null {
  try {
    const raw = parsePublicKeyBlob(decodeBase64url(publicKey));
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
