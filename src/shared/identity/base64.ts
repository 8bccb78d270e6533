import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { Malformed } from './malformed.ts';

/** Writes bytes as base64 with padding (RFC 4648, section 4), the form OpenSSH uses in its files. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/**
 * Reads base64 with its padding; strict, as base64url is.
 * @throws {Malformed}
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0 || /[-_]/u.test(text)) throw new Malformed('This is not base64 text.');
  return decodeBase64url(
    text
      .replace(/={1,2}$/u, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  );
}
