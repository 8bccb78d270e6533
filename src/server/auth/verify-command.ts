import { type Command, statement } from '#shared/chat/chat.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { statementBytes } from '#shared/identity/statement-bytes.ts';
import { contentHashSync } from './content-hash-sync.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * Checks that the owner of a key wants exactly this command: its text is what its hash says, a profile
 * links no key but the signing one, and the signature covers all of it.
 * @param publicKey the key that signed the connection: OpenSSH public-key blob, base64url.
 * @throws {Refusal} `signature-invalid`, or `text-unreadable` for text that cannot be signed at all.
 */
export async function verifyCommand(command: Command, publicKey: string): Promise<void> {
  if (command.signature === null) throw new Refusal('signature-invalid', 'This command is not signed, so nothing was stored.');
  if ('contentHash' in command && !matchesHash(command)) throw new Refusal('signature-invalid');
  if (command.type === 'user.update' && command.publicKey !== publicKey) throw new Refusal('signature-invalid');
  const { namespace } = statement(command);
  if (!(await verifySignature(publicKey, namespace, signedPart(command), command.signature)))
    throw new Refusal('signature-invalid');
}

function matchesHash(command: { salt: string; content: string; contentHash: string }): boolean {
  try {
    return contentHashSync(command.salt, command.content) === command.contentHash;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

function signedPart(command: Command): Uint8Array {
  if (Object.values(command).some((value) => typeof value === 'string' && !value.isWellFormed()))
    throw new Refusal('text-unreadable');
  return statementBytes(statement(command));
}
