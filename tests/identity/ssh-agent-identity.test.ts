import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opensshKeyIdentity } from '#client/sdk/openssh-key-identity.ts';
import { sshAgentIdentity } from '#client/sdk/ssh-agent-identity.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import { fingerprintText } from '#shared/identity/public-key.ts';
import { Openssh } from './openssh.ts';

const message = new TextEncoder().encode('message');
let openssh: Openssh;

beforeAll(async () => {
  openssh = await Openssh.start();
});
afterAll(() => openssh.stop());

describe('an ssh-agent', () => {
  test('signs for its keys, by fingerprint, user id, comment, or the first Ed25519 key', async () => {
    const agent = await openssh.startAgent();
    try {
      const { socket } = agent;
      const env = { SSH_AUTH_SOCK: socket };
      await expect(sshAgentIdentity({ socket })).rejects.toThrow('The ssh-agent has no Ed25519 key. Add one with: ssh-add');
      for (const [name, ...options] of [['rsa', '-t', 'rsa', '-b', '1024'], ['first'], ['second']] as [string, ...string[]][]) {
        await openssh.run('ssh-add', ['-q', await openssh.makeKey(name, ...options)], { env });
      }
      const [first, second] = await Promise.all([
        opensshKeyIdentity(openssh.path('first')),
        opensshKeyIdentity(openssh.path('second')),
      ]);

      const signer = await sshAgentIdentity({ socket });
      expect(signer).toMatchObject({ userId: first.userId, publicKey: first.publicKey });
      const signature = await signer.sign('parley.message', message);
      expect(await verifySignature(signer.publicKey, 'parley.message', message, signature)).toBe(true);
      for (const key of [second.userId, fingerprintText(second.userId), 'second@test']) {
        expect(await sshAgentIdentity({ socket, key })).toMatchObject({ userId: second.userId });
      }
      await expect(sshAgentIdentity({ socket, key: 'third' })).rejects.toThrow(
        `The ssh-agent has no key third. It has: ${fingerprintText(first.userId)} (first@test), ${fingerprintText(second.userId)} (second@test).`,
      );

      await openssh.run('ssh-add', ['-q', '-d', openssh.path('first')], { env });
      await expect(signer.sign('n', message)).rejects.toThrow('The ssh-agent refused to sign with this key.');
    } finally {
      await agent.stop();
    }
    await expect(sshAgentIdentity({ socket: agent.socket })).rejects.toThrow('cannot be reached');
  });

  test('that is not there is told in words', async () => {
    await expect(sshAgentIdentity({ socket: undefined })).rejects.toThrow('No ssh-agent is running: SSH_AUTH_SOCK is not set.');
    await expect(sshAgentIdentity({ socket: openssh.path('no.sock') })).rejects.toThrow('cannot be reached');
  });
});

describe('something that is no ssh-agent', () => {
  const answers: [string, (socket: Socket) => void, RegExp][] = [
    ['never answers', () => {}, /did not answer within 0\.2 s/u],
    ['hangs up', (socket) => socket.end(), /hung up/u],
    ['promises too much', (socket) => socket.write(Buffer.from('ffffffff', 'hex')), /impossibly long/u],
    ['says no', (socket) => socket.write(Buffer.from('0000000105', 'hex')), /does not tell its keys/u],
    ['talks nonsense', (socket) => socket.write(Buffer.from('000000050cffffffff', 'hex')), /ends too early/u],
    [
      'answers in pieces',
      (socket) => void [0, 0, 0, 5, 12, 0, 0, 0, 0].map((byte) => socket.write(Buffer.of(byte))),
      /has no Ed25519 key/u,
    ],
  ];

  test.each(answers)('and %s is told so', async (name, answer, words) => {
    const path = openssh.path(`${name}.sock`);
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      answer(socket);
    }).listen(path);
    await once(server, 'listening');
    await expect(sshAgentIdentity({ socket: path, timeoutMs: 200 })).rejects.toThrow(words);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
