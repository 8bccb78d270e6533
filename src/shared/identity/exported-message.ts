import { type Command, statement } from '../chat/chat.ts';
import type { MessageCommand, MessageEvent } from '../chat/message.ts';
import { decodeBase64url } from './base64url.ts';
import { Malformed } from './malformed.ts';
import { parsePublicKeyBlob, publicKeyLine } from './public-key.ts';
import { armour } from './sshsig.ts';
import { statementBytes } from './statement-bytes.ts';

/** The author signed the command, and the event tells of it in the past tense. */
const COMMANDS = {
  'message.posted': 'message.post',
  'message.edited': 'message.edit',
  'message.deleted': 'message.delete',
} satisfies Record<MessageEvent['type'], MessageCommand['type']>;

/** A message in the form that stock OpenSSH checks. */
export interface ExportedMessage {
  /** What was signed: the file that `ssh-keygen -Y verify` reads from standard input. Its `contentHash` stands for the text. */
  readonly message: Uint8Array<ArrayBuffer>;
  /** The signature file (`-s`). */
  readonly signature: string;
  /** The signature's namespace (`-n`). */
  readonly namespace: string;
  /** A line of the allowed-signers file (`-f`) that names the author by user id (`-I`). */
  readonly allowedSigner: string;
}

/**
 * Writes a message so that it can be checked without Parley:
 * `ssh-keygen -Y verify -f allowed_signers -I AUTHOR -n NAMESPACE -s message.sig < message`.
 * An erased message still verifies, for only the hash of its text was signed.
 * @param publicKey the author's public-key blob, base64url.
 * @throws {Malformed} where the message has no signature (a guest without a key wrote it) or the key is none.
 */
export function exportMessage(event: MessageEvent, publicKey: string): ExportedMessage {
  if (event.signature === null) throw new Malformed('This message has no signature.');
  const blob = decodeBase64url(publicKey);
  parsePublicKeyBlob(blob);
  const signed = statement({ ...event, type: COMMANDS[event.type] } as Command);
  return {
    message: statementBytes(signed),
    signature: armour(blob, signed.namespace, decodeBase64url(event.signature)),
    namespace: signed.namespace,
    allowedSigner: `${event.author} namespaces="${signed.namespace}" ${publicKeyLine(blob)}\n`,
  };
}
