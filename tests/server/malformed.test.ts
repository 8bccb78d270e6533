import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import { type Answer, RawClient, sendBytes } from '#tests/support/raw-client.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { connect, enter, refusal, say } from '#tests/support/stock-client.ts';

let server: ServerProcess;
let pid: number | undefined;
beforeAll(async () => {
  server = await ServerProcess.start();
  pid = server.pid;
});
afterAll(() => server.dispose());

async function signedIn(): Promise<RawClient> {
  return RawClient.open(server.url, await connectionParamsFor(await generateIdentity(), server.url, Date.now()));
}

/** Whether it is still the process that was started, serving others. */
async function stands(): Promise<boolean> {
  const response = await fetch(`${server.url}/healthz`);
  return response.ok && server.pid === pid;
}

function reasonOf(answer: Answer): unknown {
  return answer.error?.data.reason;
}

describe('a frame that nobody can read', () => {
  test.each([
    ['no JSON', 'hello'],
    ['half of JSON', '{"id":1,"method":"query"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['a list of lists', '[[[]]]'],
    ['an empty object', '{}'],
    ['no method', '{"id":7,"params":{"path":"server.info"}}'],
    ['a method that is none', '{"id":7,"method":"delete","params":{"path":"server.info"}}'],
    ['no params', '{"id":7,"method":"query"}'],
    ['a path that is no text', '{"id":7,"method":"query","params":{"path":{}}}'],
    ['an id that is an object', '{"id":{},"method":"query","params":{"path":"server.info"}}'],
    ['no id', '{"id":null,"method":"query","params":{"path":"server.info"}}'],
    ['JSON nested a hundred thousand deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    [
      'an input nested a hundred thousand deep',
      `{"id":7,"method":"query","params":{"path":"room.snapshot","input":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    ],
    ['bytes', Buffer.from([0, 255, 1, 254])],
    ['JSON as bytes', Buffer.from('{"id":7,"method":"query","params":{"path":"server.info"}}')],
  ])('%s: is answered with an error, and the connection stays', async (_name, frame) => {
    const client = await signedIn();
    expect(await client.isAlive()).toBe(true);
    client.send(frame);
    expect((await client.first((answer) => answer.error !== undefined)).error?.message).toEqual(expect.any(String));
    expect(await client.isAlive()).toBe(true);
  });

  test('is counted', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(Number(/^parley_malformed_frames_total (\d+)/mu.exec(metrics)?.[1])).toBeGreaterThan(3);
  });

  test('larger than a frame may be: closes this connection, and no other', async () => {
    const [big, other] = [await signedIn(), await signedIn()];
    big.send(`"${'x'.repeat(300_000)}"`);
    expect((await big.closed).code).toBe(1009);
    expect(await other.isAlive()).toBe(true);
  });

  test('against the protocol of WebSockets: closes this connection, and the process goes on', async () => {
    const client = await signedIn();
    const raw = (client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
    raw.write(Buffer.from([0xf1, 0x82, 0, 0, 0, 0, 1, 2]));
    expect((await client.closed).code).toBe(1002);
    expect(await stands()).toBe(true);
  });

  test('text that is no UTF-8: closes this connection, and the process goes on', async () => {
    const client = await signedIn();
    const raw = (client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
    raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));
    expect((await client.closed).code).toBe(1007);
    expect(await stands()).toBe(true);
  });
});

describe('a request that means nothing', () => {
  test.each([
    'nothing.here',
    'message',
    '',
    '__proto__',
    'constructor',
    'message.__proto__',
    'toString',
    'message.send.toString',
    'a'.repeat(100),
  ])('unknown procedure %j: says so, and the connection stays', async (path) => {
    const client = await signedIn();
    for (const method of ['query', 'mutation'] as const) expect(reasonOf(await client.request(method, path))).toBe('not-found');
    expect(await client.isAlive()).toBe(true);
  });

  test('a query asked as a mutation, and the other way round', async () => {
    const client = await signedIn();
    expect((await client.request('mutation', 'server.info')).error).toBeDefined();
    expect((await client.request('query', 'message.send')).error).toBeDefined();
    expect(await client.isAlive()).toBe(true);
  });

  test.each([
    undefined,
    null,
    1,
    'text',
    [],
    {},
    { room: 7 },
    { room: 'Not Normal' },
    { room: '' },
    { room: 'a'.repeat(81) },
    { room: 'lobby', after: 1 },
  ])('an input of a wrong shape (%j) names what is wrong', async (input) => {
    const client = await signedIn();
    expect(reasonOf(await client.request('query', 'message.history', input))).toBe('invalid');
  });

  test('keys that mean something to JavaScript change nothing for anybody', async () => {
    const [client, other] = [await signedIn(), await connect(server.url)];
    client.send(
      '{"id":1,"method":"query","params":{"path":"room.snapshot","input":{"room":"lobby","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}}}',
    );
    client.send(
      '{"__proto__":{"polluted":"yes"},"id":2,"method":"query","params":{"__proto__":{"path":"x"},"path":"server.info"}}',
    );
    await client.first((answer) => answer.id === 2);
    expect(JSON.stringify(await other.client.server.info.query())).not.toContain('polluted');
    expect(await refusal(other.client.room.snapshot.query({ room: 'Not Normal' }))).toMatchObject({ reason: 'invalid' });
  });

  test('an id may be a text, and an answer bears it', async () => {
    const client = await signedIn();
    client.send({ id: 'äöü "1"', method: 'query', params: { path: 'server.info' } });
    expect((await client.first((answer) => answer.id === 'äöü "1"')).result).toBeDefined();
  });

  test('stopping a subscription that there is not is nothing', async () => {
    const client = await signedIn();
    client.send({ id: 99, method: 'subscription.stop' });
    expect(await client.isAlive()).toBe(true);
  });
});

describe('a request for an upgrade that nobody can read', () => {
  const upgrade = (target: string, host = 'localhost'): string =>
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

  test.each([
    ['a path without a host', upgrade('//')],
    ['only slashes', upgrade('///')],
    ['a URL without a host', upgrade('http://')],
    ['a host that is none', upgrade('/trpc?connectionParams=1', '[')],
    ['a host with a space', upgrade('/trpc?connectionParams=1', 'a b')],
    ['another path', upgrade('/nothing')],
    ['a percent sign', upgrade('/%')],
    ['an old version', upgrade('/trpc').replace('Version: 13', 'Version: 3')],
    ['no key', upgrade('/trpc').replace(/Sec-WebSocket-Key.*\r\n/u, '')],
    ['another protocol', upgrade('/trpc').replace('Upgrade: websocket', 'Upgrade: h2c')],
  ])('%s: does not harm the process', async (_name, bytes) => {
    await sendBytes(server.url, bytes, 300);
    expect(await stands()).toBe(true);
  });

  test('what the clients of HTTP/1.0 send is nothing to us', async () => {
    await sendBytes(server.url, 'GET / HTTP/1.0\r\n\r\n', 300);
    await sendBytes(server.url, '\0\0\0\0', 300);
    expect(await stands()).toBe(true);
  });
});

test('after all of this, people still talk', async () => {
  const ada = await enter(server.url, 'Ada');
  expect(await say(ada, 'Still here')).toBeGreaterThan(0);
});
