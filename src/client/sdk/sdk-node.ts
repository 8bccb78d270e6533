/** The part of the SDK that needs Node, as `parley/sdk/node`: keys in OpenSSH files and in ssh-agent. */
export { opensshKeyIdentity } from './openssh-key-identity.ts';
export { sshAgentIdentity, type SshAgentOptions } from './ssh-agent-identity.ts';
