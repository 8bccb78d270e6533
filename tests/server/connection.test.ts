import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import type { ConnectionParams } from '#shared/identity/connection.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { metric } from '#tests/support/metrics.ts';
import { RawClient } from '#tests/support/raw-client.ts';
import { enter, follow, refusal, say, stockClient } from '#tests/support/stock-client.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const HOUR_MS = 3_600_000;

/** Sign-in parameters as a device would make them. */
async function signed(origin: string, at: number = Date.now()): Promise<ConnectionParams> {
  return connectionParamsFor(await generateIdentity(), origin, at);
}

/** What a stock client is told that connects with these parameters, twice, over one connection that stays. */
async function told(url: string, params: ConnectionParams | null) {
  const { client, socket } = stockClient(url, () => (params === null ? null : Promise.resolve(params)));
  const found = await refusal(client.server.info.query());
  const { ws } = socket.connection as { ws: unknown };
  expect((await refusal(client.room.snapshot.query({ room: 'lobby' }))).reason).toBe(found.reason);
  expect((socket.connection as { ws: unknown }).ws).toBe(ws);
  return found;
}

describe('a connection whose sign-in is not accepted stays, and says why', () => {
  test('none at all', async () => {
    const { url } = await startLocal();
    expect(await told(url, null)).toEqual({ reason: 'signed-out', code: 'UNAUTHORIZED', message: 'Sign in to do this.' });
  });

  test('a signature that does not match', async () => {
    const { url } = await startLocal();
    const [params, other] = [await signed(url), await signed(url)];
    expect(await told(url, { ...params, signature: other.signature })).toMatchObject({ reason: 'signature-invalid' });
  });

  test('a signature for another server', async () => {
    const { url } = await startLocal();
    const found = await told(url, await signed('https://chat.example.org'));
    expect(found.reason).toBe('signature-invalid');
    expect(found.message).toContain(url);
  });

  test('a signature for the address that was asked for, where the server has another public one', async () => {
    const { url } = await startLocal({ PUBLIC_URL: 'https://chat.example.org' });
    expect(await told(url, await signed(url))).toMatchObject({ reason: 'signature-invalid' });
    const { client } = stockClient(url, () => signed('https://chat.example.org'));
    expect(await client.server.info.query()).toMatchObject({ name: 'chat.example.org' });
  });

  test.each([
    ['an hour ahead', HOUR_MS, /60 minutes ahead/u],
    ['an hour behind', -HOUR_MS, /60 minutes behind/u],
    ['three days ahead', 72 * HOUR_MS, /3 days ahead/u],
  ])('a clock that is %s: the difference is told', async (_name, difference, sentence) => {
    const { url } = await startLocal();
    const found = await told(url, await signed(url, Date.now() + difference));
    expect(found).toMatchObject({ reason: 'clock-skew', message: expect.stringMatching(sentence) as string });
  });

  test.each([
    ['no parameters', {}],
    ['parameters of other types', { publicKey: 1, at: 2, nonce: 3, signature: 4 }],
    ['a key that is none', { publicKey: 'A'.repeat(68) }],
    ['a nonce of nothing', { nonce: '' }],
    ['a time that is none', { at: 'now' }],
  ])('%s', async (_name, wrong) => {
    const { url } = await startLocal();
    const params = Object.keys(wrong).length === 0 ? {} : { ...(await signed(url)), ...wrong };
    const client = await RawClient.open(url, params as unknown as ConnectionParams);
    const { error } = await client.request('query', 'server.info');
    // tRPC itself takes only texts for parameters, and ends the connection where they are not.
    if (error === undefined)
      expect(await client.first(({ id, error: found }) => id === null && found !== undefined)).toBeDefined();
    else expect(['signature-invalid', 'invalid']).toContain(error.data.reason);
  });
});

test('a sign-in that somebody overheard is worth nothing, also after a restart', async () => {
  const env = { DATA_DIR: temporaryFolder(), PUBLIC_URL: 'https://chat.example.org' };
  const server = await startLocal(env);
  const params = await signed(env.PUBLIC_URL);
  const { client, socket } = stockClient(server.url, () => Promise.resolve(params));
  expect(await client.server.info.query()).toBeDefined();
  await socket.close();
  expect(await told(server.url, params)).toMatchObject({ reason: 'nonce-used' });
  await server.stop();
  expect(await told((await startLocal(env)).url, params)).toMatchObject({ reason: 'nonce-used' });
});

test('a browser may connect from the pages of this server only', async () => {
  const { url } = await startLocal();
  const attempt = (origin: string): Promise<number | undefined> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, { headers: { origin } });
      socket.once('open', () => {
        socket.close();
        resolve(101);
      });
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('error', () => undefined);
    });
  expect(await attempt(url)).toBe(101);
  for (const foreign of [
    'https://evil.example',
    'null',
    `${url}.evil.example`,
    url.replace('127.0.0.1', 'localhost'),
    'http://127.0.0.1:1',
  ]) {
    expect(await attempt(foreign), foreign).toBe(403);
  }
});

test('a connection that does not say who it is ends after a while', async () => {
  const { url } = await startLocal({ HELLO_TIMEOUT_SECONDS: '1' });
  const silent = new RawClient(url);
  expect(await silent.closed).toEqual({ code: 1008, reason: 'Say who you are first' });
  expect(await metric(url, 'parley_sockets_closed_total{cause="no-hello"}')).toBe(1);
});

test('one address may have so many connections and no more; when one goes, another may come', async () => {
  const { url } = await startLocal({ MAX_CONNECTIONS_PER_IP: '3' });
  const attempt = (): Promise<WebSocket | number | undefined> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`);
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('error', () => undefined);
    });
  const open = (await Promise.all([attempt(), attempt(), attempt()])) as WebSocket[];
  expect(await attempt()).toBe(429);
  const gone = new Promise((resolve) => open[0]?.once('close', resolve));
  open[0]?.close();
  await gone;
  let next: WebSocket | number | undefined;
  while (!(next instanceof WebSocket)) next = await attempt();
  for (const socket of [...open, next]) socket.terminate();
});

test('two devices of one person are the same person', async () => {
  const { url } = await startLocal();
  const phone = await enter(url, 'Ada');
  const { client } = stockClient(url, () => connectionParamsFor(phone.signer, url, Date.now()));
  const heard = await follow(phone);
  await client.message.send.mutate(await phone.compose.post('From the laptop'));
  await say(phone, 'From the phone');
  await heard.until(() => heard.entries.length === 2);
  expect(new Set(heard.entries.map(({ event }) => event.author))).toEqual(new Set([phone.signer.userId]));
});
