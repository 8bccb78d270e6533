import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { opensshKeyIdentity } from '#client/sdk/openssh-key-identity.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import type { MessageEvent } from '#shared/chat/message.ts';
import { decodeBase64url, encodeBase64url } from '#shared/identity/base64url.ts';
import { exportMessage } from '#shared/identity/exported-message.ts';
import { fingerprintText, publicKeyLine } from '#shared/identity/public-key.ts';
import { newId, type Signer, signCommand } from '#shared/identity/signer.ts';
import { armour, parseArmour } from '#shared/identity/sshsig.ts';
import { Openssh } from './openssh.ts';
import { eventsOf, post } from './post.ts';

let openssh: Openssh;
let ada: Signer;

beforeAll(async () => {
  openssh = await Openssh.start();
  ada = await generateIdentity();
});
afterAll(() => openssh.stop());

/** What stock `ssh-keygen -Y verify` says to a message of ours, changed or not. */
async function check(event: MessageEvent, change: (message: Uint8Array) => Uint8Array = (message) => message): Promise<string> {
  const { message, signature, namespace, allowedSigner } = exportMessage(event, ada.publicKey);
  await openssh.write('allowed_signers', allowedSigner);
  await openssh.write('message.sig', signature);
  const options = ['-f', 'allowed_signers', '-I', event.author, '-n', namespace, '-s', 'message.sig'];
  return openssh.run('ssh-keygen', ['-Y', 'verify', ...options], { input: change(message) });
}

describe('stock ssh-keygen', () => {
  test('verifies a message of ours, its edit and its removal', async () => {
    const posted = await post(ada, 'Grüße, 世界 👋');
    const target = { id: newId(), room: 'lobby', channel: 'general', authoredAt: Date.now(), target: posted.id };
    const body = { salt: posted.salt, content: posted.content, contentHash: posted.contentHash };
    const edited = await signCommand(ada, { ...target, ...body, type: 'message.edit' as const, rev: 1 });
    const removed = await signCommand(ada, { ...target, id: newId(), type: 'message.delete' as const });
    for (const event of await eventsOf(ada, posted, edited, removed)) {
      expect(await check(event)).toContain('Good "parley.message" signature');
    }
  });

  test('still verifies a message whose text was erased (L6)', async () => {
    const [event] = (await eventsOf(ada, await post(ada, 'a secret'))) as [MessageEvent];
    const erased = { ...event, body: null } as MessageEvent;
    expect(JSON.stringify(erased)).not.toContain('secret');
    expect(await check(erased)).toContain('Good');
  });

  test('refuses a message of ours once a byte of it is changed', async () => {
    const [event] = (await eventsOf(ada, await post(ada, 'hello'))) as [MessageEvent];
    const flip = (message: Uint8Array) => message.map((byte, index) => (index === 20 ? byte ^ 1 : byte));
    await expect(check(event, flip)).rejects.toThrow(/incorrect signature|Could not verify/u);
  });

  test('prints the same fingerprint as we do', async () => {
    const path = await openssh.makeKey('fingerprint');
    const signer = await opensshKeyIdentity(path);
    expect(await openssh.run('ssh-keygen', ['-lf', `${path}.pub`])).toContain(` ${fingerprintText(signer.userId)} `);
    expect(await openssh.read('fingerprint.pub')).toContain(publicKeyLine(decodeBase64url(signer.publicKey)));
  });

  test('makes signatures that we accept, and that we write the same', async () => {
    await openssh.makeKey('shell');
    const message = new TextEncoder().encode('signed in a shell');
    await openssh.write('note', message);
    await openssh.run('ssh-keygen', ['-q', '-Y', 'sign', '-f', 'shell', '-n', 'parley.message', 'note']);
    const file = await openssh.read('note.sig');
    const { publicKey, namespace, signature } = parseArmour(file);
    const [key, text] = [encodeBase64url(publicKey), encodeBase64url(signature)];
    expect(namespace).toBe('parley.message');
    expect(await verifySignature(key, namespace, message, text)).toBe(true);
    expect(await verifySignature(key, 'parley.room', message, text)).toBe(false);
    expect(await verifySignature(ada.publicKey, namespace, message, text)).toBe(false);
    expect(armour(publicKey, namespace, signature)).toBe(file);
    expect(await (await opensshKeyIdentity(openssh.path('shell'))).sign(namespace, message)).toBe(text);
  });

  test('makes signatures with other keys and hashes, which we refuse with a reason', async () => {
    await openssh.makeKey('ecdsa', '-t', 'ecdsa');
    await openssh.makeKey('sha256');
    await openssh.write('other', 'note');
    await openssh.run('ssh-keygen', ['-q', '-Y', 'sign', '-f', 'ecdsa', '-n', 'parley.message', 'other']);
    const other = await openssh.read('other.sig');
    expect(() => parseArmour(other)).toThrow('Only keys of type ssh-ed25519 are accepted, not "ecdsa-sha2-nistp256".');
    await openssh.write('short', 'note');
    await openssh.run('ssh-keygen', [
      '-q',
      '-Y',
      'sign',
      '-f',
      'sha256',
      '-O',
      'hashalg=sha256',
      '-n',
      'parley.message',
      'short',
    ]);
    const short = await openssh.read('short.sig');
    expect(() => parseArmour(short)).toThrow('Only SSH signatures over sha512 are accepted.');
  });
});

test('a message of a guest without a key cannot be exported, and says so', async () => {
  const [event] = (await eventsOf(ada, await post(ada, 'hello'))) as [MessageEvent];
  expect(() => exportMessage({ ...event, signature: null }, ada.publicKey)).toThrow('This message has no signature.');
});
