import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity, importIdentity } from '#client/sdk/generated-identity.ts';
import { opensshKeyIdentity } from '#client/sdk/openssh-key-identity.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import { fingerprintText } from '#shared/identity/public-key.ts';
import { Openssh } from './openssh.ts';

const message = new TextEncoder().encode('message');
let openssh: Openssh;

beforeAll(async () => {
  openssh = await Openssh.start();
});
afterAll(() => openssh.stop());

/** Few rounds, for the sake of time; the number is in the file. */
const QUICK = ['-a', '2'];

describe('an identity out of a key file', () => {
  test('signs as its owner', async () => {
    const path = await openssh.makeKey('plain');
    const signer = await opensshKeyIdentity(path);
    expect(await openssh.run('ssh-keygen', ['-lf', path])).toContain(fingerprintText(signer.userId));
    expect(await verifySignature(signer.publicKey, 'n', message, await signer.sign('n', message))).toBe(true);
  });

  test('with a passphrase opens with it, whatever cipher ssh-keygen used', async () => {
    const offered = (await openssh.run('ssh', ['-Q', 'cipher'])).trim().split('\n');
    expect(offered).toContain('aes256-ctr');
    for (const [index, cipher] of offered.entries()) {
      const path = await openssh.makeKey(`encrypted-${index}`, '-N', 'correct horse ä', '-Z', cipher, ...QUICK);
      const signer = await opensshKeyIdentity(path, { passphrase: 'correct horse ä' });
      expect(await openssh.run('ssh-keygen', ['-lf', `${path}.pub`]), cipher).toContain(fingerprintText(signer.userId));
      const wrong = opensshKeyIdentity(path, { passphrase: 'incorrect' });
      await expect(wrong, cipher).rejects.toThrow(`${path}: The passphrase is wrong, or the file is damaged.`);
    }
  });

  test('made with ssh-keygen’s own settings opens too', async () => {
    const path = await openssh.makeKey('usual', '-N', 'secret');
    await expect(opensshKeyIdentity(path, { passphrase: 'secret' })).resolves.toMatchObject({
      userId: expect.any(String) as string,
    });
  });

  test('without the passphrase it needs says so', async () => {
    const path = await openssh.makeKey('locked', '-N', 'secret', ...QUICK);
    await expect(opensshKeyIdentity(path)).rejects.toThrow('This key is encrypted: its passphrase is needed.');
  });

  test('says what kind of key it needs instead', async () => {
    const rsa = await openssh.makeKey('rsa', '-t', 'rsa', '-b', '1024');
    await expect(opensshKeyIdentity(rsa)).rejects.toThrow('Only keys of type ssh-ed25519 are accepted, not "ssh-rsa".');
    const pem = await openssh.makeKey('pem', '-t', 'rsa', '-b', '1024', '-m', 'PEM');
    await expect(opensshKeyIdentity(pem)).rejects.toThrow('Only Ed25519 keys made by ssh-keygen are supported.');
    await expect(opensshKeyIdentity(`${rsa}.pub`)).rejects.toThrow('This is not an OpenSSH private key.');
    await expect(opensshKeyIdentity(openssh.path('nowhere'))).rejects.toThrow('The key file cannot be read');
  });

  test('of which a part is damaged never signs', async () => {
    const path = await openssh.makeKey('damaged');
    const lines = (await openssh.read('damaged')).trim().split('\n');
    const data = Buffer.from(lines.slice(1, -1).join(''), 'base64');
    const intact = await opensshKeyIdentity(path);
    for (let at = 0; at < data.length; at += 3) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] as number) ^ 0x10;
      await openssh.write('damaged', [lines[0], changed.toString('base64'), lines.at(-1), ''].join('\n'));
      // The comment, the second copy of the public half and its half in the secret are not what we sign with.
      const signer = await opensshKeyIdentity(path).catch((error: Error) => error.message);
      if (typeof signer !== 'string') expect(signer.userId).toBe(intact.userId);
    }
  });
});

describe('a generated identity', () => {
  test('is the same again from its secret', async () => {
    const bot = await generateIdentity();
    const again = await importIdentity(bot.exportSecret());
    expect([again.userId, again.publicKey]).toEqual([bot.userId, bot.publicKey]);
    expect(await again.sign('n', message)).toBe(await bot.sign('n', message));
    expect(JSON.stringify(bot)).not.toContain(bot.exportSecret());
  });

  test('is somebody else each time', async () => {
    expect((await generateIdentity()).userId).not.toBe((await generateIdentity()).userId);
  });

  test('is not made of something else than a secret', async () => {
    await expect(importIdentity('too short')).rejects.toThrow('base64url');
    await expect(importIdentity('AAAA')).rejects.toThrow('32 bytes');
  });
});
