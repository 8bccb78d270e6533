import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { encodeBase64url } from '#shared/identity/base64url.ts';
import { publicKeyBlob, userIdOf } from '#shared/identity/public-key.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { signedBytes } from '#shared/identity/sshsig.ts';

/** What stands before the 32-byte secret of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The signer of a key that this server holds, for a user whom the server itself plays (the AI).
 * @param secret 32 bytes in base64url
 */
export async function serverSigner(secret: string): Promise<Signer> {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, Buffer.from(secret, 'base64url')]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const blob = publicKeyBlob(new Uint8Array(Buffer.from(String(x), 'base64url')));
  return {
    publicKey: encodeBase64url(blob),
    userId: await userIdOf(blob),
    sign: async (namespace, message) => encodeBase64url(new Uint8Array(sign(null, await signedBytes(namespace, message), key))),
  };
}
