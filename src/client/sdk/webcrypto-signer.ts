import { encodeBase64url } from '#shared/identity/base64url.ts';
import { publicKeyBlob, userIdOf } from '#shared/identity/public-key.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { signedBytes } from '#shared/identity/sshsig.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';

/**
 * Makes an Ed25519 key pair with WebCrypto.
 * @param extractable whether the private half may ever leave WebCrypto.
 * @throws {IdentityUnavailable} naming what is missing.
 */
export async function generateKeyPair(extractable: boolean): Promise<CryptoKeyPair> {
  requireWebCrypto();
  try {
    return await crypto.subtle.generateKey('Ed25519', extractable, ['sign', 'verify']);
  } catch (cause) {
    throw withoutEd25519(cause);
  }
}

/** The signer of a WebCrypto key pair whose public half can be read. */
export async function webcryptoSigner(pair: CryptoKeyPair): Promise<Signer> {
  const blob = publicKeyBlob(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  return {
    publicKey: encodeBase64url(blob),
    userId: await userIdOf(blob),
    async sign(namespace, message) {
      const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, await signedBytes(namespace, message));
      return encodeBase64url(new Uint8Array(signature));
    },
  };
}

/** @throws {IdentityUnavailable} where there is no WebCrypto: browsers offer it to https and localhost only. */
export function requireWebCrypto(): void {
  if (globalThis.crypto?.subtle !== undefined) return;
  throw new IdentityUnavailable(
    globalThis.isSecureContext
      ? 'This browser has no cryptography (WebCrypto) to make your key with.'
      : 'This page was opened without https, so the browser gives it no cryptography (WebCrypto) to make your key with. ' +
          'Open it with https://, or on the computer that runs the server with http://localhost.',
  );
}

/** Tells a missing algorithm from every other failure, which stays what it is. */
export function withoutEd25519(cause: unknown): unknown {
  if (!(cause instanceof DOMException) || cause.name !== 'NotSupportedError') return cause;
  return new IdentityUnavailable(
    'This browser cannot sign with Ed25519 keys. Chrome and Edge can from version 137, Firefox from 129, Safari from 17.',
    { cause },
  );
}
