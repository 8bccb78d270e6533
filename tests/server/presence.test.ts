import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import { Device, eventually, everySoOften } from '#tests/support/device.ts';
import { Network } from '#tests/support/network.ts';
import { ServerProcess } from '#tests/support/server-process.ts';

let server: ServerProcess;
let rooms = 0;

beforeAll(async () => {
  server = await ServerProcess.start({ env: { HEARTBEAT_SECONDS: '1', MAX_ROOMS_PER_KEY: '1000' } });
});
afterAll(() => server.dispose());
afterEach(() => {
  vi.useRealTimers();
});

/** A room of its own for each test. */
function newRoom(): { room: string } {
  rooms += 1;
  return { room: `room-${rooms}` };
}

const HOUR = 3_600_000;

function lastSeenRows(folder: string): number {
  const database = new DatabaseSync(join(folder, 'parley.db'), { readOnly: true });
  const { rows } = database.prepare('SELECT count(*) AS rows FROM last_seen').get() as { rows: number };
  database.close();
  return rows;
}

/** Every page of presence that a device hears of from now on. */
function listenTo(device: Device): { pages: number } {
  const heard = { pages: 0 };
  device.presence.subscribe(() => (heard.pages += 1));
  return heard;
}

test('who comes sees everybody, and everybody sees who comes', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  await bo.sees({ Ada: 'active', Bo: 'active' });
  await ada.sees({ Ada: 'active', Bo: 'active' });
});

test('a person with two devices is idle when both are, and stays while one does', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using laptop = await Device.join(server.url, 'Bo', at);
  const phone = await Device.join(server.url, 'Bo', { ...at, of: laptop });
  await ada.sees({ Ada: 'active', Bo: 'active' });
  laptop.attendance.setActivity('idle');
  phone.attendance.setActivity('idle');
  await ada.sees({ Ada: 'active', Bo: 'idle' });
  laptop.attendance.setActivity('active');
  await ada.sees({ Ada: 'active', Bo: 'active' });
  phone.close();
  using cy = await Device.join(server.url, 'Cy', at);
  await ada.sees({ Ada: 'active', Bo: 'active', Cy: 'active' });
  await cy.sees({ Ada: 'active', Bo: 'active', Cy: 'active' });
});

test('who closes everything is gone after a few seconds, last seen when they left', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const bo = await Device.join(server.url, 'Bo', at);
  await ada.sees({ Ada: 'active', Bo: 'active' });
  const left = Date.now();
  bo.close();
  await ada.sees({ Ada: 'active' });
  const state = ada.presence.people.get(bo.signer.userId);
  expect(state?.state).toBe('gone');
  expect(Math.abs((state?.since ?? 0) - left)).toBeLessThan(1000);
});

test('a reload does not flicker', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const before = await Device.join(server.url, 'Bo', at);
  await ada.sees({ Ada: 'active', Bo: 'active' });
  const heard = listenTo(ada);
  before.close();
  using after = await Device.join(server.url, 'Bo', { ...at, of: before });
  // Until somebody whose coming is told after whatever a reload would have told.
  using cy = await Device.join(server.url, 'Cy', at);
  await ada.sees({ Ada: 'active', Bo: 'active', Cy: 'active' });
  expect(heard.pages).toBe(1);
  await after.sees(cy.present);
});

test('typing shows in its channel, and ends when it is sent', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  bo.presence.type('general');
  await ada.sees({ Ada: 'active', Bo: 'active, types in general' });
  bo.presence.type(null);
  await ada.sees({ Ada: 'active', Bo: 'active' });
});

test('typing never sticks: it ends by itself when the typing device is killed', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using laptop = await Device.join(server.url, 'Bo', at);
  const network = await Network.before(server.url);
  const phone = await Device.join(network.url, 'Bo', { ...at, of: laptop });
  phone.presence.type('general');
  await ada.sees({ Ada: 'active', Bo: 'active, types in general' });
  network.cut();
  await ada.sees({ Ada: 'active', Bo: 'active' }, 10_000);
  phone.close();
  network.close();
});

test('a cable that is pulled: gone although no connection ever ended, and back when it is in again', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const network = await Network.before(server.url);
  using bo = await Device.join(network.url, 'Bo', at);
  await ada.sees({ Ada: 'active', Bo: 'active' });
  network.cut();
  await ada.sees({ Ada: 'active' }, 18_000);
  // The device finds out by its own heartbeat.
  await eventually(
    bo.upstream.subscribe,
    () => bo.upstream.state.state,
    (state) => state !== 'live',
    30_000,
  );
  network.mend();
  bo.upstream.reconnect();
  await ada.sees({ Ada: 'active', Bo: 'active' });
  network.close();
}, 90_000);

test('a device that is idle stays idle through a lost connection', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const network = await Network.before(server.url);
  using bo = await Device.join(network.url, 'Bo', at);
  bo.attendance.setActivity('idle');
  await ada.sees({ Ada: 'active', Bo: 'idle' });
  const heard = listenTo(ada);
  network.drop();
  await eventually(
    bo.upstream.subscribe,
    () => bo.upstream.state.state,
    (state) => state !== 'live',
  );
  const before = listenTo(bo);
  await eventually(
    bo.presence.subscribe,
    () => before.pages,
    (pages) => pages > 0,
  );
  bo.presence.type('general');
  await ada.sees({ Ada: 'active', Bo: 'idle, types in general' });
  expect(heard.pages).toBe(1);
  network.close();
});

test('a device whose clock is an hour ahead knows it, and tells the same times', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const since = ada.presence.people.get(ada.signer.userId)?.since ?? 0;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR });
  using bo = await Device.join(server.url, 'Bo', at);
  expect(Math.abs(bo.presence.clockAhead + HOUR)).toBeLessThan(2000);
  expect(bo.presence.people.get(ada.signer.userId)?.since).toBe(since);
});

test('who never told their name is not let in', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  const stranger = new TrpcUpstream(server.url, await generateIdentity());
  const refusal = await new Promise<unknown>((resolve) => {
    stranger.client.presence.live.subscribe(at, { onData: resolve, onError: resolve });
  });
  expect(refusal).toMatchObject({ data: { reason: 'no-profile' } });
  expect(ada.present).toEqual({ Ada: 'active' });
  stranger.close();
});

test('a connection that follows twice is one device, and stays until it follows no more', async () => {
  const at = newRoom();
  using ada = await Device.join(server.url, 'Ada', at);
  using bo = await Device.join(server.url, 'Bo', at);
  const again = await new Promise<{ unsubscribe(): void }>((resolve) => {
    const second = bo.upstream.client.presence.live.subscribe({ ...at, activity: 'active' }, { onData: () => resolve(second) });
  });
  again.unsubscribe();
  bo.presence.type('general');
  await ada.sees({ Ada: 'active', Bo: 'active, types in general' });
});

test('last seen survives a restart of the server', async () => {
  const own = await ServerProcess.start();
  const bo = await Device.join(own.url, 'Bo');
  const left = Date.now();
  bo.close();
  await own.restart();
  using ada = await Device.join(own.url, 'Ada');
  const state = ada.presence.people.get(bo.signer.userId);
  expect(state?.state).toBe('gone');
  expect(Math.abs((state?.since ?? 0) - left)).toBeLessThan(5000);
  await own.dispose();
}, 60_000);

test('after a kill -9, whoever was here is last seen when they came', async () => {
  const own = await ServerProcess.start();
  const bo = await Device.join(own.url, 'Bo');
  const came = Date.now();
  await eventually(
    everySoOften,
    () => lastSeenRows(own.dataDir),
    (rows) => rows > 0,
  );
  await own.kill9();
  bo.close();
  await own.restart();
  using ada = await Device.join(own.url, 'Ada');
  expect(Math.abs((ada.presence.people.get(bo.signer.userId)?.since ?? 0) - came)).toBeLessThan(5000);
  await own.dispose();
}, 60_000);
