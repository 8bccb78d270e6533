import { v7 } from 'uuid';
import { type Command, statement } from '../chat/chat.ts';
import type { Statement } from '../chat/concept.ts';
import { newSalt } from './content-hash.ts';
import { type ConnectionParams, connectionStatement } from './connection.ts';
import { statementBytes } from './statement-bytes.ts';

/** A key that can sign: the port behind which browser keys, SSH keys and agents are the same. */
export interface Signer {
  /** The OpenSSH public-key blob, base64url. */
  readonly publicKey: string;
  /** base64url(SHA-256(public-key blob)): who signs. */
  readonly userId: string;
  /** Signs `signedBytes(namespace, message)` of sshsig.ts with Ed25519; resolves to 64 bytes in base64url. */
  sign(namespace: string, message: Uint8Array): Promise<string>;
}

/** A command before its author has signed it. */
export type Unsigned<C> = C extends Command ? Omit<C, 'signature'> : never;

/** An id for a command: UUIDv7 (RFC 9562), made on the author's device, growing with time. */
export function newId(): string {
  return v7();
}

function signStatement(signer: Signer, toSign: Statement): Promise<string> {
  return signer.sign(toSign.namespace, statementBytes(toSign));
}

/** Signs a command as its author. */
export async function signCommand<U extends Unsigned<Command>>(signer: Signer, unsigned: U): Promise<U & { signature: string }> {
  const toSign = statement({ ...unsigned, signature: null });
  return { ...unsigned, signature: await signStatement(signer, toSign) };
}

/**
 * Signs a connection, afresh for each attempt: a server takes a nonce once.
 * @param origin the server's public origin, as people open it.
 * @param now ms since 1970, by this device's clock.
 */
export async function connectionParamsFor(signer: Signer, origin: string, now: number): Promise<ConnectionParams> {
  const nonce = newSalt();
  const signature = await signStatement(signer, connectionStatement({ origin, at: now, nonce }));
  return { publicKey: signer.publicKey, at: String(now), nonce, signature };
}
