import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { encodeBase64url } from '#shared/identity/base64url.ts';
import { publicKeyBlob, userIdOf } from '#shared/identity/public-key.ts';
import { signedBytesOf } from '#shared/identity/sshsig.ts';
import type { Signer } from '#shared/identity/signer.ts';

/** Ed25519 public keys in SubjectPublicKeyInfo end with the 32 bytes of the key (RFC 8410). */
const RAW_KEY_BYTES = 32;

/** A new identity that signs in this thread: tens of thousands of signatures are made before a measurement begins. */
export async function nodeSigner(): Promise<Signer> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const blob = publicKeyBlob(publicKey.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES));
  return {
    publicKey: encodeBase64url(blob),
    userId: await userIdOf(blob),
    sign(namespace, message) {
      const bytes = signedBytesOf(namespace, hash('sha512', message, 'buffer'));
      return Promise.resolve(encodeBase64url(sign(null, bytes, privateKey)));
    },
  };
}
