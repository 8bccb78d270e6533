/// <reference types="node" />
import { readFile } from 'node:fs/promises';
import { encodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { signerOfSecret } from './generated-identity.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { readOpensshKey } from './openssh-key-file.ts';

/**
 * The identity of an Ed25519 key file of OpenSSH, such as `~/.ssh/id_ed25519`. For Node.
 * @param path of the private key file.
 * @throws {IdentityUnavailable} with the path and what is wrong with it: missing, another kind of key,
 *   no passphrase or the wrong one.
 */
export async function opensshKeyIdentity(path: string, options: { passphrase?: string } = {}): Promise<Signer> {
  try {
    const { publicKey, secret } = readOpensshKey(await readFile(path, 'utf8'), options.passphrase);
    const signer = await signerOfSecret(secret);
    if (signer.publicKey !== encodeBase64url(publicKey))
      throw new Malformed('The two halves of this key do not belong together.');
    return signer;
  } catch (cause) {
    if (cause instanceof Malformed) throw new IdentityUnavailable(`${path}: ${cause.message}`, { cause });
    if (cause instanceof Error && 'syscall' in cause)
      throw new IdentityUnavailable(`The key file cannot be read: ${cause.message}`, { cause });
    throw cause;
  }
}
