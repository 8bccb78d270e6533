import { encodeBase64url } from '#shared/identity/base64url.ts';
import { Malformed } from '#shared/identity/malformed.ts';
import { fingerprintText, parsePublicKeyBlob, userIdOf } from '#shared/identity/public-key.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { signedBytes } from '#shared/identity/sshsig.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { type AgentKey, SshAgent } from './ssh-agent.ts';

export interface SshAgentOptions {
  /** Path of the agent's socket: `process.env.SSH_AUTH_SOCK`. */
  readonly socket: string | undefined;
  /** Which of its keys: a fingerprint (`SHA256:…`), a user id or a comment. Without it, the first Ed25519 key. */
  readonly key?: string;
  /** How long the agent may take, in ms; it may have to ask a person. */
  readonly timeoutMs?: number;
}

/**
 * The identity of an Ed25519 key that an ssh-agent holds; the key never leaves it. For Node.
 * @throws {IdentityUnavailable} where no agent answers or it has no such key.
 */
export async function sshAgentIdentity({ socket, key, timeoutMs = 30_000 }: SshAgentOptions): Promise<Signer> {
  if (!socket) throw new IdentityUnavailable('No ssh-agent is running: SSH_AUTH_SOCK is not set.');
  const agent = new SshAgent(socket, timeoutMs);
  const choices = await Promise.all((await agent.keys()).filter(isUsable).map(describe));
  const chosen = choices.find(
    ({ userId, comment }) => key === undefined || [userId, fingerprintText(userId), comment].includes(key),
  );
  if (!chosen)
    throw new IdentityUnavailable(`The ssh-agent has no ${key === undefined ? 'Ed25519 key' : `key ${key}`}. ${listed(choices)}`);
  const { publicKey, userId } = chosen;
  return {
    publicKey: encodeBase64url(publicKey),
    userId,
    sign: async (namespace, message) => encodeBase64url(await agent.sign(publicKey, await signedBytes(namespace, message))),
  };
}

function isUsable({ publicKey }: AgentKey): boolean {
  try {
    parsePublicKeyBlob(publicKey);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

async function describe(key: AgentKey): Promise<AgentKey & { userId: string }> {
  return { ...key, userId: await userIdOf(key.publicKey) };
}

function listed(keys: { userId: string; comment: string }[]): string {
  if (keys.length === 0) return 'Add one with: ssh-add ~/.ssh/id_ed25519';
  return `It has: ${keys.map(({ userId, comment }) => `${fingerprintText(userId)} (${comment})`).join(', ')}.`;
}
