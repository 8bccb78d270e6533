import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { LibsqlNonces } from '#server/auth/libsql-nonces.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';

const ORIGIN = 'https://chat.example.org';

let folder: string;
let client: Client;
let problems: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-nonces-'));
  problems = [];
  client = open();
  await client.execute('CREATE TABLE nonce (nonce TEXT PRIMARY KEY, expires INTEGER)');
});
afterEach(async () => {
  client.close();
  await rm(folder, { recursive: true });
});

function open(): Client {
  return createClient({ url: `file:${join(folder, 'parley.db')}`, concurrency: 1 });
}

function remember(options: { now?: () => number } = {}): LibsqlNonces {
  return new LibsqlNonces(client, { ...options, onProblem: (error) => problems.push(error) });
}

async function stored(): Promise<number> {
  return Number((await client.execute('SELECT count(*) FROM nonce')).rows[0]?.[0]);
}

describe('a nonce', () => {
  test('is taken once', async () => {
    const nonces = remember();
    expect(await nonces.claim('a', Date.now() + 1000)).toBe(true);
    expect(await nonces.claim('a', Date.now() + 1000)).toBe(false);
    expect(await nonces.claim('b', Date.now() + 1000)).toBe(true);
  });

  test('that two connections bring at once is taken by one of them', async () => {
    const nonces = remember();
    const answers = await Promise.all([1, 2, 3].map(() => nonces.claim('a', Date.now() + 1000)));
    expect(answers).toEqual([true, false, false]);
  });

  test('stays taken over a restart', async () => {
    const ada = await generateIdentity();
    const now = Date.now();
    const params = await connectionParamsFor(ada, ORIGIN, now);
    await signIn(params, { origins: [ORIGIN], now, nonces: remember() });
    await expect(signIn(params, { origins: [ORIGIN], now, nonces: remember() })).rejects.toMatchObject({ reason: 'nonce-used' });
    client.close();
    client = open();
    await expect(signIn(params, { origins: [ORIGIN], now, nonces: remember() })).rejects.toMatchObject({ reason: 'nonce-used' });
  });

  test('is forgotten once its sign-in would be too old anyway', async () => {
    let now = 1_000_000;
    const nonces = remember({ now: () => now });
    await nonces.claim('old', now + 120_000);
    now += 121_000;
    await nonces.claim('new', now + 120_000);
    expect(await stored()).toBe(1);
    expect(await nonces.claim('old', now)).toBe(true);
  });
});

test('a thousand sign-ins at once share their statements', async () => {
  let statements = 0;
  const { execute } = client;
  client.execute = (...args: unknown[]) => {
    statements++;
    return execute.apply(client, args as Parameters<typeof execute>);
  };
  const nonces = remember();
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => nonces.claim(`n${index}`, Date.now() + 1000)));
  expect(answers.every(Boolean)).toBe(true);
  expect(statements).toBeLessThan(15);
  expect(await stored()).toBe(1000);
});

test('on a database that cannot be written people can still sign in, each nonce once', async () => {
  const nonces = remember();
  expect(await nonces.claim('before', Date.now() + 1000)).toBe(true);
  await client.execute('PRAGMA query_only = ON');
  expect(await nonces.claim('a', Date.now() + 1000)).toBe(true);
  expect(await nonces.claim('a', Date.now() + 1000)).toBe(false);
  expect(await nonces.claim('b', Date.now() + 1000)).toBe(true);
  expect(await nonces.claim('before', Date.now() + 1000)).toBe(false);
  expect(problems).toHaveLength(1);
  await client.execute('PRAGMA query_only = OFF');
  expect(await nonces.claim('after', Date.now() + 1000)).toBe(true);
  expect(await stored()).toBe(2);
});
