import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { readClientFrame } from '#shared/wire/websocket-data.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';
import { hostileFrame, multiplied } from './hostile-frames.ts';

const RUNS = 100;
const FRAMES = 1000;
/** So many of them are fast-check's, the others variants of these. */
const IDEAS = 100;
/** What the heap may grow by, in bytes: nothing that 90,000 frames leave behind fits into it. */
const GROWTH = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test('100,000 hostile frames: nobody is disturbed, nothing is left behind', async () => {
  const { url } = await startLocal();
  const address = `${url.replace('http', 'ws')}/lobby`;
  const [ada, bo] = [await FieldClient.join(url, '/lobby'), await FieldClient.join(url, '/lobby')];
  let frames = 0;
  let runs = 0;
  let settled = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(hostileFrame, { minLength: IDEAS, maxLength: IDEAS }), fc.nat(), async (ideas, seed) => {
      const hostile = multiplied(ideas, FRAMES / IDEAS, seed);
      const socket = new WebSocket(address);
      await once(socket, 'open');
      for (const frame of hostile) socket.send(frame);
      frames += hostile.length;
      // Frames are taken in order, so everything before this one was dealt with when it is answered.
      socket.send(JSON.stringify({ type: 'CLIENT_USER', user: { id: '', name: `Last ${runs}` } }));
      const answered = new Promise<void>((resolve, reject) => {
        socket.on('message', (data: Buffer) => {
          const frame = JSON.parse(data.toString()) as { type: string; user?: { name: string } };
          if (frame.type === 'SELF' && frame.user?.name === `Last ${runs}`) resolve();
        });
        socket.once('close', (code) => reject(new Error(`the connection was closed with ${code}`)));
      });
      await Promise.all([answered, ada.sayAndHear(`Ada ${runs}`), bo.hears(1)]);
      await bo.until(() => bo.texts.includes(`Ada ${runs}`));
      socket.close();
      for (const client of [ada, bo]) client.frames.length = 0;
      runs += 1;
      if (runs === RUNS / 10) settled = heap();
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(frames).toBe(RUNS * FRAMES);
  expect(heap() - settled).toBeLessThan(GROWTH);
  await ada.until(() => ada.people.length === 2);
}, 120_000);

test('raw bytes in place of frames close their own connection, at most', async () => {
  const { url } = await startLocal({ MAX_CONNECTIONS_PER_IP: '0' });
  const { port, hostname } = new URL(url);
  const ada = await FieldClient.join(url);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (chunks, upgraded) => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        if (upgraded) {
          socket.write(
            'GET /lobby HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
          );
          await once(socket, 'data');
        }
        for (const chunk of chunks) socket.write(chunk);
        await new Promise((resolve) => setImmediate(resolve));
        socket.destroy();
      },
    ),
    { numRuns: 300 },
  );
  await ada.sayAndHear('Still here');
  await ada.until(() => ada.people.length === 1);
});

test('a frame is read or it is not: reading never throws', () => {
  fc.assert(
    fc.property(hostileFrame, (frame) => {
      const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString();
      expect(['frame', 'unknown', 'malformed']).toContain(readClientFrame(text).is);
    }),
    { numRuns: 2000 },
  );
});
