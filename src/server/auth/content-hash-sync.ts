import { hash } from 'node:crypto';
import { saltedContent } from '#shared/identity/content-hash.ts';

/** `contentHash` of shared/identity in one go: for texts of a few KB the thread pool costs more than the hash. @throws {Malformed} */
export function contentHashSync(salt: string, content: string): string {
  return hash('sha256', saltedContent(salt, content), 'base64url');
}
