import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { rawSocket, textFrame } from '#server/log/raw-frame.ts';

/** A server's socket, and what the client at its other end receives. */
async function pair() {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on('message', (data: Buffer) => received.push(data.toString()));
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'open')])) as [[WebSocket], unknown];
  return { socket, client, received, close: () => server.close() };
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])(
  'a frame of ours with %d bytes is read as ws would have written it',
  async (length) => {
    const { socket, client, received, close } = await pair();
    const text = 'x'.repeat(length);
    rawSocket(socket)?.write(textFrame(Buffer.from(text)));
    await once(client, 'message');
    expect(received).toEqual([text]);
    client.terminate();
    close();
  },
);

test('frames of ours and of ws arrive in the order in which they were sent, none inside another', async () => {
  const { socket, client, received, close } = await pair();
  const sent: string[] = [];
  for (let index = 0; index < 400; index++) {
    const text = `${index} ${'ü'.repeat((index * 97) % 5000)}`;
    sent.push(text);
    if (index % 3 === 0) rawSocket(socket)?.write(textFrame(Buffer.from(text)));
    else socket.send(text);
    if (index % 50 === 0) socket.ping();
  }
  while (received.length < sent.length) await once(client, 'message');
  expect(received).toEqual(sent);
  client.terminate();
  close();
});

test('a socket that closes or is closed has none', async () => {
  const { socket, client, close } = await pair();
  expect(rawSocket(socket)).not.toBeNull();
  socket.close();
  expect(rawSocket(socket)).toBeNull();
  await once(client, 'close');
  close();
});
