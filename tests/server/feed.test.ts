import { describe, expect, test } from 'vitest';
import { connect, enter, follow, type Guest, Listener, say } from '#tests/support/stock-client.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { Proxy } from '#tests/support/proxy.ts';
import { RawClient } from '#tests/support/raw-client.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { connectionParamsFor } from '#shared/identity/signer.ts';

/** Posts so many messages at once. */
async function sayMuch(guest: Guest, count: number, about = 'Message'): Promise<void> {
  const posts = await Promise.all(Array.from({ length: count }, (_, index) => guest.compose.post(`${about} ${index}`)));
  await Promise.all(posts.map((post) => guest.client.message.send.mutate(post)));
}

function texts(from: number, to: number, about = 'Message'): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${about} ${from + index}`);
}

describe('L4: a feed whose connection breaks', () => {
  test('anywhere, again and again, loses, repeats and reorders nothing', async () => {
    const { url } = await startLocal();
    const proxy = await Proxy.to(url);
    const ada = await enter(url, 'Ada');
    const bo = await connect(proxy.url);
    const his = await follow(bo);
    let sent = 0;
    for (let round = 0; round < 12; round++) {
      // Each new connection breaks after some bytes: in the greeting, in a frame, between two.
      proxy.breakAfter = 300 + round * 277;
      proxy.cut();
      for (let index = 0; index < 8; index++) await say(ada, `Message ${sent++}`);
    }
    proxy.breakAfter = null;
    proxy.cut();
    await say(ada, 'The last');
    await his.until(() => his.texts.includes('The last'));
    expect(his.texts).toEqual([...texts(0, sent - 1), 'The last']);
    expect(his.seqs).toEqual([...his.seqs].sort((a, b) => a - b));
  });

  test('while it catches up with several pages goes on where it stood', async () => {
    const { url } = await startLocal();
    const proxy = await Proxy.to(url);
    const ada = await enter(url, 'Ada');
    const { asOf } = await ada.client.room.snapshot.query({ room: 'lobby' });
    for (let part = 0; part < 4; part++)
      await sayMuch(ada, 250, `${'A long message, as some are. '.repeat(20)} Part ${part}, message`);
    // A page and a half: a page must come whole, or nobody behind a bad line would ever get on.
    proxy.breakAfter = 400_000;
    const bo = await connect(proxy.url);
    const his = new Listener(bo, { room: 'lobby', after: asOf });
    await his.until(() => his.entries.length >= 500);
    proxy.breakAfter = null;
    proxy.cut();
    await his.until(() => his.entries.length >= 1000);
    const { seqs } = his;
    expect(seqs).toEqual(Array.from({ length: 1000 }, (_, index) => (seqs[0] ?? 0) + index));
  });
});

describe('a message that is sent while somebody catches up', () => {
  test('is neither lost nor doubled, whenever it comes', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    const { asOf } = await ada.client.room.snapshot.query({ room: 'lobby' });
    let sent = 0;
    for (let round = 0; round < 40; round++) {
      const posts = await Promise.all(Array.from({ length: 4 }, () => ada.compose.post(`Message ${sent++}`)));
      const before = ada.client.message.send.mutate(posts[0] as (typeof posts)[number]);
      if (round % 3 === 0) await before;
      const his = new Listener(bo, { room: 'lobby', after: asOf });
      const during = posts.slice(1).map((post) => ada.client.message.send.mutate(post));
      await Promise.all([before, ...during]);
      await his.until(() => his.entries.length >= sent);
      expect(his.texts).toEqual(texts(0, sent - 1));
      his.stop();
    }
  });

  test('reaches each of many who join at once', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const { asOf } = await ada.client.room.snapshot.query({ room: 'lobby' });
    const readers = await Promise.all(Array.from({ length: 10 }, () => connect(url)));
    const sending = (async () => {
      for (let index = 0; index < 60; index++) await say(ada, `Message ${index}`);
    })();
    const listeners = readers.flatMap((reader) => [1, 2].map(() => new Listener(reader, { room: 'lobby', after: asOf })));
    await sending;
    await Promise.all(listeners.map((listener) => listener.until(() => listener.entries.length >= 60)));
    for (const listener of listeners) expect(listener.texts).toEqual(texts(0, 59));
  });
});

describe('a cursor', () => {
  test.each([
    ['of another log', () => 'somewhere.5'],
    ['of the future', (asOf: string) => asOf.replace(/\d+$/u, '999999')],
    ['that is none', () => 'hello'],
    ['that is empty', () => ''],
  ])('%s: the reader is told to begin anew, once, and the subscription ends', async (_name, cursor) => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    const { asOf } = await ada.client.room.snapshot.query({ room: 'lobby' });
    const hers = new Listener(ada, { room: 'lobby', after: cursor(asOf) });
    await hers.until(() => hers.complete);
    expect(hers.pages.map(({ page }) => page)).toEqual([{ entries: [], resync: true }]);
    expect(hers.pages[0]?.cursor).toBe(asOf);
  });

  test('passes what other rooms brought, so that nobody reads it again', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo', { room: 'kitchen' })];
    await sayMuch(ada, 20);
    const { asOf } = await bo.client.room.snapshot.query({ room: 'kitchen' });
    await sayMuch(ada, 20);
    await say(bo, 'In the kitchen');
    const his = new Listener(bo, { room: 'kitchen', after: asOf });
    await his.until(() => his.entries.length > 0);
    expect(his.texts).toEqual(['In the kitchen']);
    expect(Number(his.pages[0]?.cursor.split('.')[1])).toBe(his.seqs[0]);
  });
});

test('subscriptions that end by themselves are not counted for ever', async () => {
  const { url } = await startLocal({ MAX_SUBSCRIPTIONS_PER_SOCKET: '4' });
  const ada = await enter(url, 'Ada');
  for (let index = 0; index < 12; index++) {
    const void_ = new Listener(ada, { room: 'lobby', after: '' });
    await void_.until(() => void_.complete || void_.error !== null);
    expect(void_.error).toBeNull();
  }
  for (let index = 0; index < 12; index++) {
    const live = await follow(ada);
    await say(ada, `Message ${index}`);
    await live.until(() => live.entries.length === 1);
    live.stop();
  }
});

test('a subscription that is stopped brings nothing more, and its id can be used again', async () => {
  const { url } = await startLocal();
  const ada = await enter(url, 'Ada');
  const { asOf } = await ada.client.room.snapshot.query({ room: 'lobby' });
  const raw = await RawClient.open(url, await connectionParamsFor(await generateIdentity(), url, Date.now()));
  const frames = () => raw.answers.filter(({ id }) => id === 'live').map(({ result }) => result?.type);
  await say(ada, 'Heard');
  const subscribe = { id: 'live', method: 'subscription', params: { path: 'feed.live', input: { room: 'lobby', after: asOf } } };
  for (let round = 1; round <= 3; round++) {
    raw.send(subscribe);
    await raw.until(() => frames().filter((type) => type === 'data').length === round);
    raw.send({ id: 'live', method: 'subscription.stop' });
    await raw.until(() => frames().filter((type) => type === 'stopped').length === round);
    await say(ada, `Unheard ${round}`);
  }
  expect(frames()).toEqual(['started', 'data', 'stopped', 'started', 'data', 'stopped', 'started', 'data', 'stopped']);
}, 10_000);
