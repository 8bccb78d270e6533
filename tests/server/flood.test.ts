import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { metric } from '#tests/support/metrics.ts';
import { RawClient } from '#tests/support/raw-client.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { connect, enter, type Guest, refusal, say } from '#tests/support/stock-client.ts';

const MEGABYTE = 1024 * 1024;

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '64' } });
});
afterAll(() => server.dispose());

async function rawClient(): Promise<RawClient> {
  return RawClient.open(server.url, await connectionParamsFor(await generateIdentity(), server.url, Date.now()));
}

function memory(): Promise<number> {
  return metric(server.url, 'process_resident_memory_bytes');
}

/** Posts so many messages in one turn; resolves to what became of each. */
async function sayAtOnce(guest: Guest, count: number) {
  const posts = await Promise.all(Array.from({ length: count }, (_, index) => guest.compose.post(`Message ${index}`)));
  return Promise.allSettled(posts.map((post) => guest.client.message.send.mutate(post)));
}

describe('faster than the limit', () => {
  test('commands are refused in words, the connection stays, and later ones are taken again', async () => {
    const ada = await enter(server.url, 'Ada');
    const outcomes = await sayAtOnce(ada, 100);
    const stored = outcomes.filter(({ status }) => status === 'fulfilled');
    // 60 at once after a rest, and what comes back meanwhile; two were used to enter.
    expect(stored.length).toBeGreaterThanOrEqual(58);
    expect(stored.length).toBeLessThan(90);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(await refusal(Promise.reject(refused?.reason as Error))).toMatchObject({
      reason: 'too-fast',
      code: 'TOO_MANY_REQUESTS',
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await say(ada, 'Slower')).toBeGreaterThan(0);
  });

  test('one person does not slow down another', async () => {
    const [ada, bo] = [await enter(server.url, 'Ada'), await enter(server.url, 'Bo')];
    const flood = sayAtOnce(ada, 200);
    expect(await say(bo, 'In between')).toBeGreaterThan(0);
    await flood;
  });

  test('the limit is of a person, not of a connection', async () => {
    const { url } = await startLocal({ MAX_COMMANDS_PER_SECOND: '1', MAX_COMMAND_BURST: '10' });
    const ada = await enter(url, 'Ada');
    const laptop = await connect(url, { signer: ada.signer });
    await laptop.client.server.info.query();
    await sayAtOnce(ada, 20);
    expect(await refusal(say(laptop, 'From another device'))).toMatchObject({ reason: 'too-fast' });
  });
});

describe('much at once over one connection', () => {
  test('thousands of calls in one frame: each is answered, and the connection stays', async () => {
    const client = await rawClient();
    const calls = Array.from({ length: 3000 }, (_, id) => ({ id: id + 1, method: 'query', params: { path: 'server.info' } }));
    const before = await memory();
    client.send(calls);
    await client.until(() => client.answers.length >= calls.length);
    const answered = client.answers.filter(({ result }) => result !== undefined).length;
    expect(answered).toBeGreaterThanOrEqual(256);
    const reasons = new Set(client.answers.flatMap(({ error }) => (error === undefined ? [] : [error.data.reason])));
    expect([...reasons]).toEqual(answered === 3000 ? [] : ['too-fast']);
    expect(((await memory()) - before) / MEGABYTE).toBeLessThan(150);
    expect(await client.isAlive()).toBe(true);
  });

  test('more calls than any limit allows: each is refused in words that say to send fewer at a time', async () => {
    const client = await rawClient();
    client.send(JSON.stringify(Array.from({ length: 10_001 }, (_, id) => ({ id: id + 1 }))));
    await client.until(() => client.answers.length >= 10_001);
    expect(new Set(client.answers.map(({ error }) => error?.data.reason))).toEqual(new Set(['too-fast']));
    expect(await client.isAlive()).toBe(true);
  });

  test('thousands of subscriptions: as many as allowed are open, the rest refused in words', async () => {
    const client = await rawClient();
    const { asOf } = await (await connect(server.url)).client.room.snapshot.query({ room: 'lobby' });
    const before = await memory();
    for (let part = 0; part < 20; part++) {
      const calls = Array.from({ length: 100 }, (_, index) => {
        return {
          id: `${part}.${index}`,
          method: 'subscription',
          params: { path: 'feed.live', input: { room: `room-${part}-${index}`, after: asOf } },
        };
      });
      client.send(calls);
    }
    await client.until(() => client.answers.length >= 2000);
    expect(client.answers.filter(({ result }) => result?.type === 'started').length).toBe(64);
    expect(new Set(client.answers.flatMap(({ error }) => (error === undefined ? [] : [error.data.reason])))).toEqual(
      new Set(['too-many']),
    );
    expect(((await memory()) - before) / MEGABYTE).toBeLessThan(150);
    expect(await client.isAlive()).toBe(true);
  });

  test('a flood of tiny frames is slowed down, loses nothing, and hinders nobody', async () => {
    const [client, ada] = [await rawClient(), await enter(server.url, 'Ada')];
    const paused = await metric(server.url, 'parley_sockets_paused_total');
    const before = await memory();
    for (let id = 1; id <= 1000; id++) client.send({ id, method: 'subscription.stop' });
    client.send({ id: 'end', method: 'query', params: { path: 'server.info' } });
    const sent = performance.now();
    expect(await say(ada, 'Meanwhile')).toBeGreaterThan(0);
    expect(performance.now() - sent).toBeLessThan(5000);
    await client.first(({ id, result }) => id === 'end' && result !== undefined);
    expect(await metric(server.url, 'parley_sockets_paused_total')).toBeGreaterThan(paused);
    expect(((await memory()) - before) / MEGABYTE).toBeLessThan(100);
  });
});

test('one person opens only so many new rooms a day, and others may go on', async () => {
  const { url } = await startLocal({ MAX_ROOMS_PER_KEY: '3', MAX_CHANNELS_PER_ROOM: '2' });
  const [ada, bo] = [await connect(url), await connect(url)];
  for (const room of ['one', 'two', 'three']) await ada.client.room.create.mutate(await ada.compose.createRoom({ room }));
  expect(await refusal(ada.client.room.create.mutate(await ada.compose.createRoom({ room: 'four' })))).toMatchObject({
    reason: 'too-many',
  });
  // A room that is there is entered, not made.
  await ada.client.room.create.mutate(await ada.compose.createRoom({ room: 'one' }));
  await bo.client.room.create.mutate(await bo.compose.createRoom({ room: 'four' }));
  await ada.client.channel.create.mutate(await ada.compose.createChannel('second', { room: 'one' }));
  expect(
    await refusal(ada.client.channel.create.mutate(await ada.compose.createChannel('third', { room: 'one' }))),
  ).toMatchObject({ reason: 'too-many' });
});
