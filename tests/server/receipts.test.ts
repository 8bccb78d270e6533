import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import type { ReceiptPage } from '#shared/sync/receipts.ts';
import { Device, eventually, everySoOften } from '#tests/support/device.ts';
import { ServerProcess } from '#tests/support/server-process.ts';

let server: ServerProcess;
let rooms = 0;

beforeAll(async () => {
  server = await ServerProcess.start({ env: { MAX_ROOMS_PER_KEY: '1000' } });
});
afterAll(() => server.dispose());

/** A room of its own for each test. */
function newRoom(): { room: string } {
  rooms += 1;
  return { room: `room-${rooms}` };
}

/** Everybody's receipts, by name. */
async function receiptsOf(
  device: Device,
  people: readonly Device[],
  channel = 'general',
): Promise<Record<string, [received: number, read: number]>> {
  const { receipts } = await device.receipts.list(channel);
  const nameOf = (user: string): string => people.find(({ signer }) => signer.userId === user)?.name ?? user;
  return Object.fromEntries(receipts.map(({ user, received, read }) => [nameOf(user), [received, read]]));
}

/** How far any device of a person has read the first channel, as far as this one knows. */
function ownRead({ receipts }: Device): number {
  return new Map(receipts.ownRead).get('general') ?? 0;
}

/** Every page of receipts that a device hears of, from the first one on. */
function pagesFor(device: Device): ReceiptPage[] {
  const pages: ReceiptPage[] = [];
  device.upstream.followReceipts(device.room, (page) => pages.push(page));
  return pages;
}

test('a message is stored while nobody else is here, received when another device has it, read when another person saw it', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const seq = await ada.say('Hello');
  await ada.reaches(seq, 'stored');
  using bo = await Device.join(server.url, 'Bo', at);
  await bo.client.join(at.room).open('general');
  await ada.reaches(seq, 'received');
  bo.receipts.read('general', seq);
  await ada.reaches(seq, 'read');
});

test('one’s own other devices are nobody else', async () => {
  const at = newRoom();
  using laptop = await Device.join(server.url, 'Ada', at);
  using phone = await Device.join(server.url, 'Ada', { ...at, of: laptop });
  const seq = await laptop.say('Note to self');
  phone.receipts.read('general', seq);
  using bo = await Device.join(server.url, 'Bo', at);
  await bo.client.join(at.room).open('general');
  await laptop.reaches(seq, 'received');
});

test('what is read on the phone is read on the laptop, while both are open', async () => {
  const at = newRoom();
  using laptop = await Device.join(server.url, 'Ada', at);
  using phone = await Device.join(server.url, 'Ada', { ...at, of: laptop });
  using bo = await Device.join(server.url, 'Bo', at);
  const seq = await bo.say('For Ada');
  const read: [string, string, number][] = [];
  using tablet = await Device.join(server.url, 'Ada', { ...at, of: laptop, onRead: (...what) => read.push(what) });
  expect(ownRead(laptop)).toBe(0);
  phone.receipts.read('general', seq);
  await eventually(
    laptop.receipts.subscribe,
    () => ownRead(laptop),
    (now) => now === seq,
  );
  await eventually(
    tablet.receipts.subscribe,
    () => read.at(-1),
    (last) => last?.[2] === seq,
  );
  expect(read.at(-1)).toEqual([at.room, 'general', seq]);
});

test('the list tells who, how far and when', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  using cy = await Device.join(server.url, 'Cy', at);
  const before = Date.now();
  const seq = await ada.say('Hello');
  bo.receipts.read('general', seq);
  await ada.reaches(seq, 'read');
  await cy.upstream.tellReceipts(at.room, [{ channel: 'general', received: seq }]);
  const people = [ada, bo, cy];
  expect(await receiptsOf(cy, people)).toMatchObject({ Bo: [seq, seq], Cy: [seq, 0] });
  const { receipts } = await ada.receipts.list('general');
  const bos = receipts.find(({ user }) => user === bo.signer.userId);
  expect(bos?.readAt).toBeGreaterThanOrEqual(before - 1000);
  expect(bos?.readAt).toBeLessThanOrEqual(Date.now() + 1000);
});

test('positions only go forward', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  await ada.say('One');
  const seq = await ada.say('Two');
  bo.receipts.read('general', seq);
  await ada.reaches(seq, 'read');
  await bo.upstream.tellReceipts(at.room, [{ channel: 'general', received: 1, read: 1 }]);
  expect(await receiptsOf(ada, [ada, bo])).toMatchObject({ Bo: [seq, seq] });
});

test('nobody has received more than there is, or reads in a channel that does not exist', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  const seq = await ada.say('Hello');
  expect(
    await bo.upstream.tellReceipts(at.room, [
      { channel: 'general', read: 9_000_000_000_000_000 },
      { channel: 'nowhere', read: 1 },
    ]),
  ).toBe(true);
  const later = await ada.say('Later');
  await ada.reaches(seq, 'read');
  expect((await receiptsOf(ada, [ada, bo]))['Bo']?.[1]).toBeLessThan(later);
  expect(await receiptsOf(ada, [ada, bo], 'nowhere')).toEqual({});
});

test('who turned read receipts off sends none and sees none, at once and on all devices', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  using phone = await Device.join(server.url, 'Bo', { ...at, of: bo });
  const first = await ada.say('Hello');
  bo.receipts.read('general', first);
  await ada.reaches(first, 'read');

  await bo.upstream.setSilent(true);
  await ada.reaches(first, 'received');
  const silent = (device: Device) => eventually(device.receipts.subscribe, () => device.receipts.silent, Boolean);
  await Promise.all([silent(bo), silent(phone)]);
  expect(await ada.receipts.list('general')).toMatchObject({ silent: [bo.signer.userId] });

  // A client of another make that sends them all the same.
  expect(await bo.upstream.tellReceipts(at.room, [{ channel: 'general', read: first }])).toBe(true);
  expect((await receiptsOf(ada, [ada, bo]))['Bo']).toEqual([first, 0]);

  const answer = await bo.say('Hello yourself');
  ada.receipts.read('general', answer);
  await bo.reaches(answer, 'received');
  await eventually(
    ada.receipts.subscribe,
    () => ownRead(ada),
    (read) => read >= answer,
  );
  expect(bo.receipts.reach('general', answer, bo.signer.userId)).toBe('received');
  expect(await receiptsOf(bo, [ada, bo])).toMatchObject({ Ada: [answer, 0] });

  await bo.upstream.setSilent(false);
  await bo.reaches(answer, 'read');
  // What was read meanwhile is told now: the device still knows it.
  await ada.reaches(first, 'read');
});

test('receipts survive a restart, and read receipts that were turned off stay off', async () => {
  const own = await ServerProcess.start();
  const ada = await Device.join(own.url, 'Ada');
  const bo = await Device.join(own.url, 'Bo');
  const seq = await ada.say('Hello');
  bo.receipts.read('general', seq);
  await ada.reaches(seq, 'read');
  const cy = await Device.join(own.url, 'Cy');
  await cy.upstream.setSilent(true);
  bo.close();
  cy.close();
  await own.restart();
  ada.upstream.reconnect();
  await eventually(
    ada.upstream.subscribe,
    () => ada.upstream.state.state,
    (state) => state === 'live',
  );
  await ada.reaches(seq, 'read');
  using again = await Device.join(own.url, 'Cy', { of: cy });
  await eventually(again.receipts.subscribe, () => again.receipts.silent, Boolean);
  ada.close();
  await own.dispose();
}, 60_000);

test('a device tells what it received in few calls, however fast messages come', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  let calls = 0;
  const { tellReceipts } = bo.upstream;
  bo.upstream.tellReceipts = (...given) => {
    calls += 1;
    return tellReceipts.apply(bo.upstream, given);
  };
  const start = performance.now();
  for (let index = 0; index < 30; index++) await ada.client.post(at.room, 'general', `Message ${index}`);
  const seq = await ada.say('The last one');
  await ada.reaches(seq, 'received');
  expect(calls).toBeLessThanOrEqual(2 + (performance.now() - start) / 1000);
});

test('once two others came as far, more who do cost no frame', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  using cy = await Device.join(server.url, 'Cy', at);
  using di = await Device.join(server.url, 'Di', at);
  const seq = await ada.say('Hello');
  bo.receipts.read('general', seq);
  cy.receipts.read('general', seq);
  await bo.reaches(seq, 'read');
  const pages = pagesFor(ada);
  await eventually(
    everySoOften,
    () => pages.length,
    (count) => count > 0,
  );
  const told = pages.length;
  di.receipts.read('general', seq);
  await eventually(
    everySoOften,
    () => ownRead(di),
    (read) => read >= seq,
  );
  // A frame for Di would come before the one for this message, and hold nothing new.
  const next = await bo.say('Next');
  await bo.reaches(next, 'received');
  const since = pages.slice(told).flatMap(({ channels }) => channels);
  expect(since.filter(({ received }) => received.every((mark) => mark.seq < next))).toEqual([]);
});

test('who never told their name tells nothing and hears nothing', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  await ada.say('Hello');
  const stranger = new TrpcUpstream(server.url, await generateIdentity());
  await eventually(
    stranger.subscribe,
    () => stranger.state.state,
    (state) => state === 'live',
  );
  expect(await stranger.tellReceipts(at.room, [{ channel: 'general', read: 1 }])).toBe(false);
  await expect(stranger.listReceipts(at.room, 'general')).rejects.toMatchObject({ data: { reason: 'no-profile' } });
  stranger.close();
});
