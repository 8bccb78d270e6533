import { hash, verify } from 'node:crypto';
import { decodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { signedBytesOf } from '#shared/identity/sshsig.ts';
import { publicKeyOf } from './public-keys.ts';

/**
 * Tells whether a signature (Ed25519 in OpenSSH's SSHSIG form) is by this key, over this message, in
 * this namespace. The curve arithmetic runs on the thread pool, so the event loop goes on.
 * @param publicKey OpenSSH public-key blob, base64url.
 * @param signature 64 bytes, base64url.
 * @returns false for whatever is malformed too: never throws because of its input.
 */
export async function verifySignature(
  publicKey: string,
  namespace: string,
  message: Uint8Array,
  signature: string,
): Promise<boolean> {
  const key = publicKeyOf(publicKey);
  const bytes = readSignature(signature);
  if (key === null || bytes === null) return false;
  const signed = signedBytesOf(namespace, hash('sha512', message, 'buffer'));
  return new Promise((resolve, reject) => {
    verify(null, signed, key, bytes, (error, valid) => (error ? reject(error) : resolve(valid)));
  });
}

function readSignature(signature: string): Uint8Array | null {
  try {
    const bytes = decodeBase64url(signature);
    return bytes.length === 64 ? bytes : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
