import { decodeBase64, encodeBase64 } from './base64.ts';
import { Malformed } from './malformed.ts';
import { KEY_TYPE, parsePublicKeyBlob } from './public-key.ts';
import { concat, str, u32, WireReader } from './ssh-wire.ts';

// OpenSSH's PROTOCOL.sshsig: the layout of what is signed and of the signature file.
const MAGIC = new TextEncoder().encode('SSHSIG');
const VERSION = 1;
const HASH = 'sha512';
/** The reserved string, which is empty, and the name of the hash. */
const MIDDLE = concat(str(''), str(HASH));
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const LINE = 70;
/** An armoured Ed25519 signature is under 400 characters plus its namespace; more is not one. */
const ARMOUR_LIMIT = 4000;

/** The bytes that Ed25519 signs, where the SHA-512 of the message is known. */
export function signedBytesOf(namespace: string, sha512: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(MAGIC, str(namespace), MIDDLE, str(sha512));
}

/** The bytes that Ed25519 signs for a message in a namespace (one namespace per use, such as `parley.message`). */
export async function signedBytes(namespace: string, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const digest = await crypto.subtle.digest('SHA-512', message as Uint8Array<ArrayBuffer>);
  return signedBytesOf(namespace, new Uint8Array(digest));
}

/** Writes the signature file that `ssh-keygen -Y verify -s` reads. `signature` is 64 bytes. */
export function armour(blob: Uint8Array, namespace: string, signature: Uint8Array): string {
  const signaturePart = concat(str(KEY_TYPE), str(signature));
  const bytes = concat(MAGIC, u32(VERSION), str(blob), str(namespace), MIDDLE, str(signaturePart));
  const lines = encodeBase64(bytes).match(new RegExp(`.{1,${LINE}}`, 'gu')) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/** What a signature file says. */
export interface SshSignature {
  /** OpenSSH public-key blob. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly namespace: string;
  /** 64 bytes. */
  readonly signature: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a signature file that `ssh-keygen -Y sign` made with an Ed25519 key and its default hash.
 * @throws {Malformed} for anything else, and for anything before or after it.
 */
export function parseArmour(text: string): SshSignature {
  const lines = text.length > ARMOUR_LIMIT ? [] : text.trim().split(/\r?\n/u);
  if (lines.length < 3 || lines[0] !== BEGIN || lines.at(-1) !== END) throw new Malformed('This is not an SSH signature.');
  const reader = new WireReader(decodeBase64(lines.slice(1, -1).join('')));
  if (new TextDecoder('latin1').decode(reader.take(MAGIC.length)) !== 'SSHSIG')
    throw new Malformed('This is not an SSH signature.');
  if (reader.u32() !== VERSION) throw new Malformed('This SSH signature is of a version we do not know.');
  const publicKey = reader.str();
  parsePublicKeyBlob(publicKey);
  const namespace = reader.text();
  reader.str(); // Reserved; to be ignored, says the specification.
  if (reader.text() !== HASH) throw new Malformed(`Only SSH signatures over ${HASH} are accepted.`);
  const part = new WireReader(reader.str());
  reader.end();
  if (part.text() !== KEY_TYPE) throw new Malformed('The signature and its key are of different types.');
  const signature = part.str();
  part.end();
  if (signature.length !== 64) throw new Malformed('An Ed25519 signature has 64 bytes.');
  return { publicKey, namespace, signature };
}
