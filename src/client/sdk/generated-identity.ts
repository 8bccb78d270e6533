import { decodeBase64url, encodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { concat } from '#shared/identity/ssh-wire.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { requireWebCrypto, webcryptoSigner, withoutEd25519 } from './webcrypto-signer.ts';

/** What stands before the 32-byte secret of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_HEAD = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

/** The identity of a bot or script, in Node or a browser. */
export interface GeneratedIdentity extends Signer {
  /** The private key: 32 bytes in base64url. Whoever has it is this user: keep it out of code and logs. */
  exportSecret(): string;
}

/** Makes a new identity. Keep its secret and give it to {@link importIdentity} next time, or it is a new user each time. */
export function generateIdentity(): Promise<GeneratedIdentity> {
  requireWebCrypto();
  return importIdentity(encodeBase64url(crypto.getRandomValues(new Uint8Array(32))));
}

/**
 * The identity of a secret that `exportSecret` gave.
 * @throws {Malformed} where it is not 32 bytes in base64url.
 */
export async function importIdentity(secret: string): Promise<GeneratedIdentity> {
  const signer = await signerOfSecret(decodeBase64url(secret));
  return { ...signer, exportSecret: () => secret };
}

/** The signer of an Ed25519 secret (the 32-byte seed of RFC 8032). @throws {Malformed} */
export async function signerOfSecret(seed: Uint8Array): Promise<Signer> {
  if (seed.length !== 32) throw new Malformed('The secret of an Ed25519 key has 32 bytes.');
  requireWebCrypto();
  try {
    const readable = await crypto.subtle.importKey('pkcs8', concat(PKCS8_HEAD, seed), 'Ed25519', true, ['sign']);
    // WebCrypto tells the public half of a private key in this form only.
    const { d: _secret, key_ops: _uses, ...half } = await crypto.subtle.exportKey('jwk', readable);
    const publicKey = await crypto.subtle.importKey('jwk', half, 'Ed25519', true, ['verify']);
    return await webcryptoSigner({ privateKey: readable, publicKey });
  } catch (cause) {
    throw withoutEd25519(cause);
  }
}
