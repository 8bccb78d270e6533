import { beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { contentHashSync } from '#server/auth/content-hash-sync.ts';
import { verifyCommand } from '#server/auth/verify-command.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import type { Command } from '#shared/chat/chat.ts';
import { decodeBase64url, encodeBase64url } from '#shared/identity/base64url.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer } from '#shared/identity/signer.ts';
import { post, profile } from './post.ts';

let ada: Signer;
let bob: Signer;

beforeAll(async () => {
  [ada, bob] = await Promise.all([generateIdentity(), generateIdentity()]);
});

function verdict(command: Command, signer: Signer = ada): Promise<unknown> {
  return verifyCommand(command, signer.publicKey).then(
    () => 'accepted',
    (error: { reason?: string }) => error.reason ?? error,
  );
}

describe('a command', () => {
  test('is accepted from its author, and from nobody else', async () => {
    const command = await post(ada, 'hello');
    expect(await verdict(command)).toBe('accepted');
    expect(await verdict(command, bob)).toBe('signature-invalid');
  });

  test('is refused whichever field is changed on the way', async () => {
    const command = await post(ada, 'hello');
    const other = await post(ada, 'hello');
    const { salt, content, contentHash: hash } = await post(ada, 'bye');
    const changes: object[] = [
      { id: newId() },
      { room: 'elsewhere' },
      { channel: 'random' },
      { authoredAt: command.authoredAt + 1 },
      { replyTo: { author: bob.userId, id: newId() } },
      { content: 'bye' },
      { salt: newSalt() },
      { contentHash: other.contentHash },
      { salt, content, contentHash: hash },
      { signature: other.signature },
      { signature: null },
    ];
    for (const change of changes) {
      expect([change, await verdict({ ...command, ...change } as Command)]).toEqual([change, 'signature-invalid']);
    }
  });

  test('that posts is no signature for an edit of the same text', async () => {
    const { replyTo: _none, ...rest } = await post(ada, 'hello');
    expect(await verdict({ ...rest, type: 'message.edit', target: rest.id, rev: 1 })).toBe('signature-invalid');
  });

  test('cannot link a key that somebody else holds', async () => {
    const command = await profile(ada);
    expect(await verdict(command)).toBe('accepted');
    const stolen = await profile({ ...ada, publicKey: bob.publicKey });
    expect(await verdict(stolen)).toBe('signature-invalid');
  });

  test('with half a character in a text is refused as unreadable', async () => {
    const command = await profile(ada);
    expect(await verdict({ ...command, name: 'Ada \ud800' })).toBe('text-unreadable');
  });

  test('with a salt that is no base64url is refused', async () => {
    const command = await post(ada, 'hello');
    expect(await verdict({ ...command, salt: 'AAAAAAAAAAAAAAAAAAAAAB' })).toBe('signature-invalid');
  });
});

describe('a signature', () => {
  const message = new TextEncoder().encode('message');

  test('counts for its key, namespace and message only', async () => {
    const signature = await ada.sign('parley.message', message);
    expect(await verifySignature(ada.publicKey, 'parley.message', message, signature)).toBe(true);
    expect(await verifySignature(bob.publicKey, 'parley.message', message, signature)).toBe(false);
    expect(await verifySignature(ada.publicKey, 'parley.connect', message, signature)).toBe(false);
    expect(await verifySignature(ada.publicKey, 'parley.message', message.slice(1), signature)).toBe(false);
  });

  test('is refused once any bit of it or of its key is changed', async () => {
    const signature = decodeBase64url(await ada.sign('n', message));
    const key = decodeBase64url(ada.publicKey);
    const flipped = (bytes: Uint8Array, bit: number) =>
      encodeBase64url(bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
    for (let bit = 0; bit < 512; bit += 7)
      expect(await verifySignature(ada.publicKey, 'n', message, flipped(signature, bit))).toBe(false);
    for (let bit = 0; bit < key.length * 8; bit += 5) {
      expect(await verifySignature(flipped(key, bit), 'n', message, encodeBase64url(signature))).toBe(false);
    }
  });

  test('in no proper form is refused without a crash', async () => {
    const signature = await ada.sign('n', message);
    for (const bad of [
      '',
      'x',
      signature.slice(1),
      `${signature}AA`,
      `${signature}=`,
      `+${signature.slice(1)}`,
      `é${signature.slice(1)}`,
    ]) {
      expect(await verifySignature(ada.publicKey, 'n', message, bad)).toBe(false);
      expect(await verifySignature(bad, 'n', message, signature)).toBe(false);
    }
  });

  test('has one writing: the same bytes with other unused bits are refused', async () => {
    const signature = await ada.sign('n', message);
    // The last of 86 characters is A, Q, g or w; its next neighbour differs in bits that no byte uses.
    const twin = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(85) + 1);
    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    expect(await verifySignature(ada.publicKey, 'n', message, twin)).toBe(false);
  });
});

test('the server hashes content as devices do', async () => {
  for (const content of ['', 'hello', 'Grüße 👋'.repeat(1000)]) {
    const salt = newSalt();
    expect(contentHashSync(salt, content)).toBe(await contentHash(salt, content));
  }
});
