/// <reference types="node" />
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Signer } from '#shared/identity/signer.ts';
import { generateIdentity, importIdentity } from './generated-identity.ts';
import { opensshKeyIdentity } from './openssh-key-identity.ts';
import { sshAgentIdentity } from './ssh-agent-identity.ts';

export interface IdentityChoice {
  /** An OpenSSH private key file. */
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Ask ssh-agent. */
  readonly agent?: boolean | undefined;
}

/** The key that the command line makes for itself where none is given. */
function ownKeyPath(): string {
  return join(homedir(), '.config', 'parley', 'key');
}

async function ownIdentity(): Promise<Signer> {
  const path = ownKeyPath();
  try {
    return await importIdentity(readFileSync(path, 'utf8').trim());
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
  const fresh = await generateIdentity();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${fresh.exportSecret()}\n`, { mode: 0o600, flag: 'wx' });
  return fresh;
}

/** The identity that the command line was told to use, or its own, made on first use. */
export function chooseIdentity({ key, passphrase, agent }: IdentityChoice): Promise<Signer> {
  if (agent) return sshAgentIdentity({ socket: process.env['SSH_AUTH_SOCK'] });
  if (key !== undefined) return opensshKeyIdentity(key, passphrase === undefined ? {} : { passphrase });
  return ownIdentity();
}
