/// <reference types="node" />
import { createDecipheriv, type CipherGCMTypes, type DecipherGCM } from 'node:crypto';

/** How a cipher of OpenSSH key files is undone. Sizes in bytes. */
export interface KeyFileCipher {
  readonly keySize: number;
  readonly ivSize: number;
  /** Of the tag that stands after the encrypted part; 0 where there is none. */
  readonly tagSize: number;
  /** @throws where the tag does not fit: a wrong passphrase or a damaged file. */
  decrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array, tag: Uint8Array): Uint8Array;
}

function plain(algorithm: string, keySize: number, ivSize: number): KeyFileCipher {
  return {
    keySize,
    ivSize,
    tagSize: 0,
    decrypt(key, iv, data) {
      const decipher = createDecipheriv(algorithm, key, iv).setAutoPadding(false);
      return Buffer.concat([decipher.update(data), decipher.final()]);
    },
  };
}

function gcm(algorithm: CipherGCMTypes, keySize: number): KeyFileCipher {
  return {
    keySize,
    ivSize: 12,
    tagSize: 16,
    decrypt(key, iv, data, tag) {
      const decipher: DecipherGCM = createDecipheriv(algorithm, key, iv);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(data), decipher.final()]);
    },
  };
}

/**
 * OpenSSH's PROTOCOL.chacha20poly1305: the first 32 bytes of the key encrypt, from block 1 of packet 0.
 * Its tag is left unchecked (node:crypto has no Poly1305 alone): the two halves of the key must fit
 * each other anyway, and nothing else in the file is believed.
 */
const chacha20: KeyFileCipher = {
  keySize: 64,
  ivSize: 0,
  tagSize: 16,
  decrypt(key, _iv, data) {
    const counterAndNonce = Buffer.alloc(16);
    counterAndNonce.writeUInt32LE(1);
    return createDecipheriv('chacha20', key.subarray(0, 32), counterAndNonce).update(data);
  },
};

/** Every cipher that `ssh-keygen -Z` offers, by its name in the file. */
export const KEY_FILE_CIPHERS: ReadonlyMap<string, KeyFileCipher> = new Map([
  ['none', { keySize: 0, ivSize: 0, tagSize: 0, decrypt: (_key, _iv, data) => data }],
  ['aes256-ctr', plain('aes-256-ctr', 32, 16)],
  ['aes192-ctr', plain('aes-192-ctr', 24, 16)],
  ['aes128-ctr', plain('aes-128-ctr', 16, 16)],
  ['aes256-cbc', plain('aes-256-cbc', 32, 16)],
  ['aes192-cbc', plain('aes-192-cbc', 24, 16)],
  ['aes128-cbc', plain('aes-128-cbc', 16, 16)],
  ['3des-cbc', plain('des-ede3-cbc', 24, 8)],
  ['aes256-gcm@openssh.com', gcm('aes-256-gcm', 32)],
  ['aes128-gcm@openssh.com', gcm('aes-128-gcm', 16)],
  ['chacha20-poly1305@openssh.com', chacha20],
]);
