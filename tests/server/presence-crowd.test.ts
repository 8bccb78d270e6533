import { expect, test } from 'vitest';
import type { CrowdCalls } from '#tests/bench/crowd.ts';
import { BenchProcess } from '#tests/bench/bench-process.ts';
import { nodeSigner } from '#tests/bench/node-signer.ts';
import { startParley } from '#tests/bench/parley.ts';
import { createRoom } from '#tests/bench/signed-commands.ts';
import { TrpcConnection } from '#tests/bench/trpc-connection.ts';

/** Frames a second that a connection may get, however many people do whatever. */
const A_FEW = 5;
const PEOPLE = 300;
const ROOM = 'crowd';

// The bench has the same with 1,000 people, and what it costs.
test('everybody joining at once, and everybody changing once a second, is a few frames a second for each', async () => {
  await using server = await startParley();
  const crowd = new BenchProcess<CrowdCalls>(new URL('../bench/crowd.ts', import.meta.url));
  const signer = await nodeSigner();
  const host = await TrpcConnection.open(server.url, signer);
  await host.perform(await createRoom(signer, ROOM));
  await crowd.call('arrive', { url: server.url, room: ROOM, count: PEOPLE });

  const joined = await crowd.call('enter', { room: ROOM, withinMs: 60_000 });
  expect(joined.frames).toBeGreaterThanOrEqual(PEOPLE);
  expect(joined.frames / PEOPLE).toBeLessThan(2 + (A_FEW * (joined.ms + 1000)) / 1000);

  const changed = await crowd.call('change', { room: ROOM, seconds: 2 });
  expect(changed.changes).toBe(PEOPLE * 2);
  expect(changed.frames).toBeGreaterThanOrEqual(PEOPLE);
  expect(changed.frames / PEOPLE).toBeLessThan(2 + (A_FEW * changed.ms) / 1000);
  expect(changed.lost).toBe(0);
  host.close();
  await crowd.end();
}, 120_000);
