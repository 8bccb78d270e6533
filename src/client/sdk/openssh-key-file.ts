/// <reference types="node" />
import bcrypt from 'bcrypt-pbkdf';
import { decodeBase64 } from '#shared/identity/base64.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { KEY_TYPE, parsePublicKeyBlob } from '#shared/identity/public-key.ts';
import { WireReader } from '#shared/identity/ssh-wire.ts';
import { KEY_FILE_CIPHERS, type KeyFileCipher } from './openssh-ciphers.ts';

// The layout is OpenSSH's PROTOCOL.key.
const BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----';
const END = '-----END OPENSSH PRIVATE KEY-----';
const MAGIC = 'openssh-key-v1\0';
/** ssh-keygen's default is 16 or 24; each costs some milliseconds here, and a damaged file may say anything. */
const ROUNDS_LIMIT = 5000;

/** An Ed25519 key out of a private key file. */
export interface OpensshKey {
  /** OpenSSH public-key blob. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>;
}

/**
 * Reads an Ed25519 key out of the text of a private key file, such as `~/.ssh/id_ed25519`.
 * @param passphrase needed where the file is encrypted.
 * @throws {Malformed} saying what is wrong: no such file, another type of key, no or the wrong passphrase.
 */
export function readOpensshKey(text: string, passphrase?: string): OpensshKey {
  const reader = new WireReader(decodeBase64(unwrap(text)));
  if (new TextDecoder('latin1').decode(reader.take(MAGIC.length)) !== MAGIC)
    throw new Malformed('This is not an OpenSSH private key.');
  const cipherName = reader.text();
  const kdf = reader.text();
  const kdfOptions = reader.str();
  if (reader.u32() !== 1) throw new Malformed('This file holds more than one key.');
  const publicKey = reader.str();
  parsePublicKeyBlob(publicKey);
  const encrypted = reader.str();

  const cipher = KEY_FILE_CIPHERS.get(cipherName);
  if (!cipher)
    throw new Malformed(`This key is encrypted with ${JSON.stringify(cipherName.slice(0, 40))}, which is not supported.`);
  const tag = reader.take(cipher.tagSize);
  reader.end();
  if (cipherName === 'none') return { publicKey, secret: readSecret(encrypted) };

  if (kdf !== 'bcrypt')
    throw new Malformed(`This key is protected by ${JSON.stringify(kdf.slice(0, 40))}, which is not supported.`);
  if (!passphrase) throw new Malformed('This key is encrypted: its passphrase is needed.');
  const { key, iv } = stretch(passphrase, kdfOptions, cipher);
  return { publicKey, secret: decryptSecret(() => cipher.decrypt(key, iv, encrypted, tag)) };
}

function unwrap(text: string): string {
  const lines = text.trim().split(/\r?\n/u);
  if (lines[0] === BEGIN && lines.at(-1) === END) return lines.slice(1, -1).join('');
  if (/^-----BEGIN .*PRIVATE KEY-----$/u.test(lines[0] ?? '')) {
    throw new Malformed(
      'This private key is in another form than OpenSSH’s. Only Ed25519 keys made by ssh-keygen are supported.',
    );
  }
  throw new Malformed('This is not an OpenSSH private key.');
}

function stretch(passphrase: string, kdfOptions: Uint8Array, cipher: KeyFileCipher): { key: Uint8Array; iv: Uint8Array } {
  const options = new WireReader(kdfOptions);
  const salt = options.str();
  const rounds = options.u32();
  options.end();
  const pass = new TextEncoder().encode(passphrase);
  const both = new Uint8Array(cipher.keySize + cipher.ivSize);
  if (rounds > ROUNDS_LIMIT || bcrypt.pbkdf(pass, pass.length, salt, salt.length, both, both.length, rounds) !== 0) {
    throw new Malformed('This file says impossible things about its passphrase.');
  }
  return { key: both.subarray(0, cipher.keySize), iv: both.subarray(cipher.keySize) };
}

function decryptSecret(decrypt: () => Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return readSecret(decrypt());
  } catch (cause) {
    // A wrong key decrypts to noise, and noise can look malformed in any way.
    const problem = new Malformed('The passphrase is wrong, or the file is damaged.');
    problem.cause = cause;
    throw problem;
  }
}

function readSecret(decrypted: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new WireReader(decrypted);
  if (reader.u32() !== reader.u32()) throw new Malformed('This file is damaged.');
  if (reader.text() !== KEY_TYPE) throw new Malformed('The two halves of this key are of different types.');
  reader.str(); // The public half once more.
  const secretAndPublic = reader.str();
  reader.str(); // A comment.
  for (let padding = 1; reader.left > 0; padding++) if (reader.byte() !== padding) throw new Malformed('This file is damaged.');
  if (secretAndPublic.length !== 64) throw new Malformed('The secret of an Ed25519 key has 32 bytes.');
  return secretAndPublic.slice(0, 32);
}
