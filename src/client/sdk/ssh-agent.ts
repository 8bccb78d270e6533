/// <reference types="node" />
import { connect } from 'node:net';
import { Malformed } from '#shared/identity/malformed.ts';
import { KEY_TYPE } from '#shared/identity/public-key.ts';
import { concat, str, u32, WireReader } from '#shared/identity/ssh-wire.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';

// Message numbers of the agent protocol (RFC draft-ietf-sshm-ssh-agent, section 6.1).
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
/** OpenSSH's own limit for a message, in bytes. */
const MESSAGE_LIMIT = 256 * 1024;

/** A key that an agent holds. */
export interface AgentKey {
  /** OpenSSH public-key blob, of any type. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly comment: string;
}

/** A running ssh-agent, asked over its socket: one connection for each question. */
export class SshAgent {
  readonly #socket: string;
  readonly #timeoutMs: number;

  /**
   * @param socket path, usually what SSH_AUTH_SOCK says.
   * @param timeoutMs how long an answer may take; an agent may ask a person first.
   */
  constructor(socket: string, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
  }

  /** The keys it holds, in its order. @throws {IdentityUnavailable | Malformed} */
  async keys(): Promise<AgentKey[]> {
    const answer = new WireReader(await this.#ask(Uint8Array.of(REQUEST_IDENTITIES)));
    if (answer.byte() !== IDENTITIES_ANSWER) throw new IdentityUnavailable('The ssh-agent does not tell its keys.');
    const keys: AgentKey[] = [];
    for (let count = answer.u32(); count > 0; count--) {
      const publicKey = answer.str();
      keys.push({ publicKey, comment: new TextDecoder().decode(answer.str()) });
    }
    answer.end();
    return keys;
  }

  /** Signs bytes with one of its Ed25519 keys; 64 bytes. @throws {IdentityUnavailable} where it refuses; {Malformed} where it answers nonsense. */
  async sign(publicKey: Uint8Array, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const flags = u32(0);
    const answer = new WireReader(await this.#ask(concat(Uint8Array.of(SIGN_REQUEST), str(publicKey), str(bytes), flags)));
    if (answer.byte() !== SIGN_RESPONSE) throw new IdentityUnavailable('The ssh-agent refused to sign with this key.');
    const part = new WireReader(answer.str());
    answer.end();
    if (part.text() !== KEY_TYPE) throw new Malformed('The ssh-agent answered with a signature of another type.');
    const signature = part.str();
    part.end();
    if (signature.length !== 64) throw new Malformed('An Ed25519 signature has 64 bytes.');
    return signature;
  }

  #ask(message: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      let got: Uint8Array = new Uint8Array();
      const socket = connect(this.#socket);
      const timer = setTimeout(() => fail(`did not answer within ${this.#timeoutMs / 1000} s`), this.#timeoutMs);
      const fail = (problem: string, cause?: Error): void => {
        finish(() => reject(new IdentityUnavailable(`The ssh-agent at ${this.#socket} ${problem}.`, { cause })));
      };
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        socket.destroy();
        settle();
      };
      socket.on('connect', () => socket.write(str(message)));
      socket.on('error', (cause) => fail(`cannot be reached (${cause.message})`, cause));
      socket.on('close', () => fail('hung up'));
      socket.on('data', (chunk) => {
        got = concat(got, chunk);
        if (got.length < 4) return;
        const length = new WireReader(got).u32();
        if (length > MESSAGE_LIMIT) fail('sent an impossibly long answer');
        else if (got.length >= 4 + length) finish(() => resolve(got.subarray(4, 4 + length)));
      });
    });
  }
}
