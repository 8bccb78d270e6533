import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { roomOfRequest } from '#server/compat/room-of-request.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

describe('the address names the room', () => {
  test('in its path or as a query, encoded or not, in any case, with or without a trailing slash', async () => {
    const { url } = await startLocal();
    const first = await FieldClient.join(url, '/spring-workshop');
    const paths = [
      '/spring-workshop/',
      '/Spring-Workshop',
      '/Spring%20Workshop',
      '/?room=spring-workshop',
      '/?room=Spring+Workshop',
      '?room=Spring%20Workshop&token=x',
      '/spring-workshop?token=x&user=y',
      '//spring-workshop//',
    ];
    const others = [];
    for (const path of paths) others.push(await FieldClient.join(url, path));
    await first.sayAndHear('Everybody here?');
    for (const other of others) await other.hears(1);
  });

  test('in any script', async () => {
    const { url } = await startLocal();
    const [one, two] = [
      await FieldClient.join(url, `/${encodeURIComponent('日本語')}`),
      await FieldClient.join(url, '/?room=日本語'),
    ];
    one.say('こんにちは');
    await two.hears(1);
    // The same name in the two ways in which Unicode writes an accent.
    const [composed, taken] = [await FieldClient.join(url, '/caf%C3%A9'), await FieldClient.join(url, '/cafe%CC%81')];
    composed.say('Bonjour');
    await taken.hears(1);
  });

  test('without a room the connection is closed with 3000', async () => {
    const { url } = await startLocal();
    for (const path of ['/', '', '/?room=', '/?rooms=lobby', '/!!!', '/..', '/.']) {
      const client = new FieldClient(url.replace('http', 'ws') + path);
      expect(await client.closed()).toEqual({ code: 3000, reason: 'Room required' });
    }
  });

  test('a name that this server needs for itself is no room', async () => {
    const { url } = await startLocal();
    for (const path of ['/metrics', '/Assets', '/trpc/', '/api']) {
      const client = new FieldClient(url.replace('http', 'ws') + path);
      expect(await client.closed()).toEqual({ code: 3000, reason: 'Room name reserved' });
    }
  });

  test('a subprotocol that a client asks for does not keep it out', async () => {
    const { url } = await startLocal();
    const client = new FieldClient(`${url.replace('http', 'ws')}/lobby`, {}, ['chat.v2', 'chat.v1']);
    await client.until(() => client.people.length === 1);
  });

  test('a page of another site may connect: other groups have their own', async () => {
    const { url } = await startLocal();
    const client = await FieldClient.join(url, '/lobby', { headers: { origin: 'https://other.example' } });
    await client.sayAndHear('Hello');
  });

  test('an address that is none does no harm', async () => {
    const { url } = await startLocal();
    const { port, hostname } = new URL(url);
    for (const target of ['//', '/%', '/%ff%fe', '*', 'http://[', '/?%', '/#', `/${'x'.repeat(8000)}`, '/lobby?history=1e99']) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      await once(socket, 'data');
      socket.destroy();
    }
    await FieldClient.join(url);
  });
});

test('reads an address', () => {
  expect(roomOfRequest('/lobby')).toEqual({ room: 'lobby', history: 0 });
  expect(roomOfRequest('/lobby?history=20')).toEqual({ room: 'lobby', history: 20 });
  expect(roomOfRequest('/?room=lobby&history=9999')).toEqual({ room: 'lobby', history: 200 });
  expect(roomOfRequest('/lobby?history=-1')).toEqual({ room: 'lobby', history: 0 });
  expect(roomOfRequest('/lobby?history=many')).toEqual({ room: 'lobby', history: 0 });
  expect(roomOfRequest('/lobby?room=kitchen')).toEqual({ room: 'lobby', history: 0 });
  expect(roomOfRequest('/100%')).toEqual({ room: '100', history: 0 });
  expect(roomOfRequest('/lobby/general')).toEqual({ room: null, reason: 'Room required' });
  expect(roomOfRequest(`/${'x'.repeat(500)}`)).toEqual({ room: 'x'.repeat(80), history: 0 });
});

describe('who may come, and how many', () => {
  test('an address opens so many new rooms a day; rooms that exist stay open to it', async () => {
    const { url } = await startLocal({ MAX_ROOMS_PER_KEY: '2' });
    for (const room of ['/one', '/two', '/one']) await (await FieldClient.join(url, room)).sayAndHear('Here');
    const third = await FieldClient.join(url, '/three');
    third.say('Here', { optimisticId: 'x' });
    await third.hears(1);
    expect(third.heard).toMatchObject([
      { optimisticId: 'x', content: 'Not sent. This server opens 2 new rooms a day for one address.', userId: 'server' },
    ]);
  });

  test('listening makes no room, and leaves nothing behind', async () => {
    const { url } = await startLocal({ MAX_ROOMS_PER_KEY: '0' });
    const client = await FieldClient.join(url, '/nowhere');
    expect(client.people).toHaveLength(1);
  });

  test('an address has so many connections; one that ends makes way', async () => {
    const { url } = await startLocal({ MAX_CONNECTIONS_PER_IP: '2' });
    const [first] = [await FieldClient.join(url), await FieldClient.join(url)];
    const third = new FieldClient(`${url.replace('http', 'ws')}/lobby`);
    const [, response] = (await once(third.socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(429);
    await first?.leave();
    await FieldClient.join(url);
  });

  test('a stop tells every client to come again', async () => {
    const server = await startLocal();
    const client = await FieldClient.join(server.url);
    void server.stop();
    expect(await client.closed()).toEqual({ code: 1012, reason: 'The server restarts' });
  });
});
