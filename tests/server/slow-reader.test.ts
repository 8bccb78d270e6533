import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { metric } from '#tests/support/metrics.ts';
import { posted } from '#tests/support/posted.ts';
import { Proxy } from '#tests/support/proxy.ts';
import { RawClient } from '#tests/support/raw-client.ts';
import { seed } from '#tests/support/seed.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { connect, enter, follow, say } from '#tests/support/stock-client.ts';

const MEGABYTE = 1024 * 1024;
/** Messages that were there from the beginning: 13 MB of text. */
const SEEDED = 800;

let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'));
  await seed(
    folder,
    Array.from({ length: SEEDED }, (_, index) => posted(index, { content: `${index} ${'x'.repeat(15_990)}` })),
  );
  server = await ServerProcess.start({ dataDir: folder, env: { MAX_COMMANDS_PER_SECOND: '1000', MAX_COMMAND_BURST: '1000' } });
}, 60_000);
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

async function rawClient(): Promise<RawClient> {
  return RawClient.open(server.url, await connectionParamsFor(await generateIdentity(), server.url, Date.now()));
}

function memory(): Promise<number> {
  return metric(server.url, 'process_resident_memory_bytes');
}

/** The most memory that the server takes while `work` runs and for a moment after, above what it took before. */
async function growth(work: () => Promise<void> | void): Promise<number> {
  const before = await memory();
  await work();
  let most = 0;
  for (let look = 0; look < 20; look++) {
    most = Math.max(most, (await memory()) - before);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return most;
}

describe('somebody who asks but does not read the answers', () => {
  test('catching up with a long log many times over costs the server little memory', async () => {
    const { epoch } = await (await connect(server.url)).client.server.info.query();
    const client = await rawClient();
    expect(await client.isAlive()).toBe(true);
    const grown = await growth(() => {
      client.socket.pause();
      for (let id = 1; id <= 16; id++) {
        client.send({ id, method: 'subscription', params: { path: 'feed.live', input: { room: 'lobby', after: `${epoch}.0` } } });
      }
    });
    expect(grown / MEGABYTE).toBeLessThan(100);
    // It reads after all, one of them, and everything comes.
    for (let id = 2; id <= 16; id++) client.send({ id, method: 'subscription.stop' });
    client.socket.resume();
    await client.first(({ id, result }) => id === 1 && result?.id === `${epoch}.${SEEDED}`);
    const seqs = client.answers
      .filter(({ id }) => id === 1)
      .flatMap(({ result }) => (result?.data as { data?: FeedPage } | undefined)?.data?.entries ?? []);
    expect(seqs.map(({ seq }) => seq)).toEqual(Array.from({ length: SEEDED }, (_, index) => index + 1));
  });

  test('asking for many pages at once costs the server little memory', async () => {
    const client = await rawClient();
    expect(await client.isAlive()).toBe(true);
    const grown = await growth(() => {
      client.socket.pause();
      const call = (id: number) => ({
        id,
        method: 'query',
        params: { path: 'message.history', input: { room: 'lobby', channel: 'general', limit: 200 } },
      });
      client.send(Array.from({ length: 100 }, (_, index) => call(1000 + index)));
    });
    expect(grown / MEGABYTE).toBeLessThan(100);
    client.socket.resume();
    await client.first(({ id }) => id === 1000);
  });

  test('is let go once too much waits for them, with a count, and comes back to all of it (L4)', async () => {
    const proxy = await Proxy.to(server.url);
    const [ada, bo] = [await enter(server.url, 'Ada'), await connect(proxy.url)];
    const his = await follow(bo);
    await say(ada, 'First');
    await his.until(() => his.entries.length === 1);
    const before = await metric(server.url, 'parley_hub_terminated');
    proxy.stall();
    let sent = 1;
    // What the system's own buffers take in between is a few megabytes.
    while ((await metric(server.url, 'parley_hub_terminated')) === before && sent < 2000) {
      const posts = await Promise.all(
        Array.from({ length: 10 }, (_, index) => ada.compose.post(`${sent + index} ${'y'.repeat(15_000)}`)),
      );
      await Promise.all(posts.map((post) => ada.client.message.send.mutate(post)));
      sent += posts.length;
    }
    expect(await metric(server.url, 'parley_hub_terminated')).toBe(before + 1);
    proxy.cut();
    await his.until(() => his.entries.length >= sent);
    expect(his.texts.slice(1).map((text) => Number.parseInt(text ?? '', 10))).toEqual(
      Array.from({ length: sent - 1 }, (_, index) => index + 1),
    );
  });
});

test('somebody who vanishes without a word is noticed, and gone', async () => {
  const { url } = await startLocal({ HEARTBEAT_SECONDS: '1' });
  const proxy = await Proxy.to(url);
  const bo = await connect(proxy.url);
  await bo.client.server.info.query();
  expect(await metric(url, 'parley_connections')).toBe(1);
  proxy.stall();
  while ((await metric(url, 'parley_connections')) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
});
