import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'mu').exec(text)?.[1]);
}

describe('sloppy clients are normal', () => {
  test('one that never says who it is, and one that only listens', async () => {
    const { url } = await startLocal();
    const [talker, listener] = [await FieldClient.join(url), await FieldClient.join(url)];
    await talker.sayAndHear('Hello');
    await listener.hears(1);
    expect(listener.people.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^Guest /u),
      expect.stringMatching(/^Guest /u),
    ]);
  });

  test('fields that nobody knows, and numbers as strings among them', async () => {
    const { url } = await startLocal();
    const client = await FieldClient.join(url);
    client.send({
      type: 'CLIENT_MESSAGE',
      content: 'Extra',
      channel: 'general',
      optimisticId: '1',
      created: '1700000000000',
      id: 7,
      userId: null,
      nested: { a: [1] },
    });
    client.send({ type: 'CLIENT_USER', user: { name: 'Ada', id: 12, email: null, avatar: 'x' }, version: '2' });
    await client.until(() => client.self !== undefined);
    expect(client.texts).toEqual(['Extra']);
    expect(client.self).toMatchObject({ name: 'Ada' });
  });

  test('names without end are cut, names of nothing are not taken', async () => {
    const { url } = await startLocal();
    const client = await FieldClient.join(url);
    const { name: given } = await client.introduce('😀'.repeat(20_000));
    expect([...(given ?? '')]).toHaveLength(60);
    expect((await client.introduce('  \u202e\u0000 ')).name).toBe(given);
    const { channel } = await client.sayAndHear('x', { channel: `Channel ${'y'.repeat(100_000)}` });
    expect(channel).toHaveLength(80);
    expect((await client.sayAndHear('z', { channel: '😀'.repeat(500) })).channel).toBe('😀'.repeat(80));
    expect((await client.introduce('Ada', { email: 'not an address' })).email).toBeUndefined();
  });

  test('JSON in binary frames and in fragments', async () => {
    const { url } = await startLocal();
    const client = await FieldClient.join(url);
    const frame = (content: string): Buffer =>
      Buffer.from(JSON.stringify({ type: 'CLIENT_MESSAGE', content, channel: 'general', optimisticId: '' }));
    client.socket.send(frame('as bytes'), { binary: true });
    const whole = frame('in pieces: ✓');
    for (let start = 0; start < whole.length; start += 7) {
      client.socket.send(whole.subarray(start, start + 7), { binary: false, fin: start + 7 >= whole.length });
    }
    await client.hears(2);
    expect(client.texts).toEqual(['as bytes', 'in pieces: ✓']);
  });

  test('text that cannot be stored as it is, is cleaned', async () => {
    const { url } = await startLocal();
    const client = await FieldClient.join(url);
    client.say('half \ud83d, bell \u0007, nul \u0000, lines\r\nand\rmore', { optimisticId: 'half \ud83d' });
    await client.hears(1);
    expect(client.heard[0]).toMatchObject({ content: 'half \ufffd, bell , nul , lines\nand\nmore', optimisticId: 'half \ud83d' });
  });

  test('frames that are none are ignored and counted, and the connection goes on', async () => {
    const { url } = await startLocal();
    const [client, other] = [await FieldClient.join(url), await FieldClient.join(url)];
    const message = { type: 'CLIENT_MESSAGE', content: 'x', channel: 'general', optimisticId: '1' };
    const malformed: unknown[] = [
      '',
      '{',
      'null',
      '[]',
      '7',
      '"CLIENT_MESSAGE"',
      '{}',
      '{"type":1}',
      '['.repeat(5e4),
      {
        ...message,
        content: 1,
      },
      {
        ...message,
        content: undefined,
      },
      {
        ...message,
        optimisticId: 5,
      },
      {
        ...message,
        channel: ['general'],
      },
      {
        ...message,
        optimisticId: 'x'.repeat(5e3),
      },
      { type: 'CLIENT_USER' },
      {
        type: 'CLIENT_USER',
        user: 'Ada',
      },
      {
        type: 'CLIENT_USER',
        user: { name: 5 },
      },
    ];
    for (const frame of malformed) client.send(frame);
    const unknown = ['HELLO', 'SERVER_MESSAGE', 'ACTIVE_USERS', 'SELF', '__proto__', 'client_message'];
    for (const type of unknown) client.send({ ...message, type });
    client.say('   \n ');
    await client.sayAndHear('Still here');
    await other.hears(1);
    expect(other.texts).toEqual(['Still here']);
    expect(await metric(url, 'parley_malformed_frames_total')).toBe(malformed.length);
  });

  test('a frame without end closes the connection that sends it, and no other', async () => {
    const { url } = await startLocal();
    const [client, other] = [await FieldClient.join(url), await FieldClient.join(url)];
    client.say('x'.repeat(300_000));
    expect(await client.closed()).toMatchObject({ code: 1009 });
    await other.sayAndHear('Still here');
  });

  test('bytes that are no WebSocket frames close the connection that sends them, and no other', async () => {
    const { url } = await startLocal();
    const [client, other] = [await FieldClient.join(url), await FieldClient.join(url)];
    const raw = (client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00, 0x01]));
    expect((await client.closed()).code).toBe(1002);
    await other.until(() => other.people.length === 1);
    await other.sayAndHear('Still here');
  });

  test('one that does not read is closed, and the others hear everything', async () => {
    const { url } = await startLocal({ MAX_UNSENT_BYTES_PER_SOCKET: '65536' });
    const { port, hostname } = new URL(url);
    const deaf = connect(Number(port), hostname);
    onTestFinished(() => void deaf.destroy());
    deaf.on('error', () => undefined);
    deaf.write(
      'GET /lobby HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    deaf.pause();
    const [talker, listener] = [await FieldClient.join(url), await FieldClient.join(url)];
    await listener.until(() => listener.people.length === 3);
    let said = 0;
    while (listener.people.length === 3 && said < 3000) {
      for (let index = 0; index < 20; index++) talker.say(`${said++} ${'x'.repeat(8000)}`);
      await listener.hears(said);
    }
    await listener.until(() => listener.people.length === 2);
    expect(await metric(url, 'parley_compat_terminated')).toBe(1);
    expect(listener.texts.map((text) => Number(text.split(' ')[0]))).toEqual(Array.from({ length: said }, (_, index) => index));
  });

  test('one whose network is dead is closed', async () => {
    const { url } = await startLocal({ HEARTBEAT_SECONDS: '1' });
    const client = await FieldClient.join(url);
    const dead = await FieldClient.join(url, '/lobby', { autoPong: false });
    await client.until(() => client.people.length === 2);
    await client.until(() => client.people.length === 1);
    expect((await dead.closed()).code).toBe(1006);
    await client.sayAndHear('Still here');
  });
});
