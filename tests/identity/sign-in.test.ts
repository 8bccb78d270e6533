import { beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import type { Nonces } from '#server/auth/nonces.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { encodeBase64url } from '#shared/identity/base64url.ts';
import { connectionParamsFor, type Signer } from '#shared/identity/signer.ts';

const ORIGIN = 'https://chat.example.org';
const NOW = Date.UTC(2026, 10, 22, 11, 3, 10);

let ada: Signer;
let bob: Signer;
let claimed: { nonce: string; expiresAt: number }[];

beforeAll(async () => {
  [ada, bob] = await Promise.all([generateIdentity(), generateIdentity()]);
});

/** Signs in at a server whose clock says NOW. */
function attempt(params: unknown, origins = [ORIGIN]) {
  claimed = [];
  const nonces: Nonces = {
    claim: (nonce, expiresAt) => {
      claimed.push({ nonce, expiresAt });
      return Promise.resolve(true);
    },
  };
  return signIn(params, { origins, now: NOW, nonces });
}

describe('signing in', () => {
  test('tells who it is: the fingerprint of the key', async () => {
    const params = await connectionParamsFor(ada, ORIGIN, NOW);
    expect(await attempt(params)).toEqual({ userId: ada.userId, publicKey: ada.publicKey });
    expect(claimed).toEqual([{ nonce: params.nonce, expiresAt: NOW + 120_000 }]);
  });

  test('sends only strings, which is all that tRPC carries', async () => {
    const params = await connectionParamsFor(ada, ORIGIN, NOW);
    expect(Object.values(params).every((value) => typeof value === 'string')).toBe(true);
  });

  test('works for any of the server’s public origins', async () => {
    const params = await connectionParamsFor(ada, 'https://other.example.org', NOW);
    await expect(attempt(params, [ORIGIN, 'https://other.example.org'])).resolves.toMatchObject({ userId: ada.userId });
  });

  test('at another server is refused, and says which address it must be for', async () => {
    const params = await connectionParamsFor(ada, 'https://evil.example.org', NOW);
    await expect(attempt(params)).rejects.toMatchObject({
      reason: 'signature-invalid',
      message: expect.stringContaining(ORIGIN) as string,
    });
    expect(claimed).toEqual([]);
  });

  test('with any part changed is refused, and uses up no nonce', async () => {
    const params = await connectionParamsFor(ada, ORIGIN, NOW);
    const other = await connectionParamsFor(bob, ORIGIN, NOW);
    const at = String(NOW - 1);
    for (const change of [{ publicKey: bob.publicKey }, { at }, { nonce: other.nonce }, { signature: other.signature }]) {
      await expect(attempt({ ...params, ...change })).rejects.toMatchObject({ reason: 'signature-invalid' });
      expect(claimed).toEqual([]);
    }
  });

  test('without anything is being signed out', async () => {
    await expect(attempt(null)).rejects.toMatchObject({ reason: 'signed-out' });
    await expect(attempt(undefined)).rejects.toMatchObject({ reason: 'signed-out' });
  });

  test('with nonsense is refused without a crash', async () => {
    const params = await connectionParamsFor(ada, ORIGIN, NOW);
    const long = 'A'.repeat(100_000);
    const wrong = [
      { at: '1e3' },
      { at: NOW },
      { at: '-1' },
      { at: long },
      { nonce: 'short' },
      { nonce: long },
      { signature: long },
    ];
    const nonsense: unknown[] = ['', 7, [], {}, ...wrong.map((change) => ({ ...params, ...change }))];
    nonsense.push({ ...params, publicKey: encodeBase64url(new Uint8Array(51)) });
    for (const bad of nonsense) await expect(attempt(bad)).rejects.toMatchObject({ reason: 'signature-invalid' });
  });
});

describe('a clock that is wrong', () => {
  const minutes = 60_000;
  const cases: [string, number, string][] = [
    [
      'three hours ahead',
      180 * minutes,
      'The clock of this device is 3 hours ahead of the server’s: it says 2026-11-22 14:03:10 UTC, the server says 2026-11-22 11:03:10 UTC.',
    ],
    [
      'five minutes behind',
      -5 * minutes,
      'The clock of this device is 5 minutes behind the server’s: it says 2026-11-22 10:58:10 UTC,',
    ],
    ['90 minutes ahead', 90 * minutes, '90 minutes ahead of'],
    ['61 seconds ahead', 61_000, '61 seconds ahead of'],
    ['in 1970', -NOW, '57 years behind'],
    ['a day and a half behind', -36 * 60 * minutes, '36 hours behind'],
  ];

  test.each(cases)('(%s) is told in words', async (_name, difference, words) => {
    const params = await connectionParamsFor(ada, ORIGIN, NOW + difference);
    await expect(attempt(params)).rejects.toMatchObject({
      reason: 'clock-skew',
      message: expect.stringContaining(words) as string,
    });
  });

  test('by less than the limits is no trouble', async () => {
    await expect(attempt(await connectionParamsFor(ada, ORIGIN, NOW + minutes))).resolves.toBeDefined();
    await expect(attempt(await connectionParamsFor(ada, ORIGIN, NOW - 2 * minutes))).resolves.toBeDefined();
    await expect(attempt(await connectionParamsFor(ada, ORIGIN, NOW - 2 * minutes - 1))).rejects.toMatchObject({
      reason: 'clock-skew',
    });
  });
});
