import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { concat } from './ssh-wire.ts';

const encoder = new TextEncoder();

/** 16 random bytes in base64url. Without it the text of an erased message could be guessed from its hash. */
export function newSalt(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** What `contentHash` is taken of: the salt's bytes, then the content in UTF-8. @throws {Malformed} */
export function saltedContent(salt: string, content: string): Uint8Array<ArrayBuffer> {
  return concat(decodeBase64url(salt), encoder.encode(content));
}

/** base64url(SHA-256(salt bytes ‖ content in UTF-8)): the part of a message's text that its signature covers. */
export async function contentHash(salt: string, content: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', saltedContent(salt, content))));
}
