import { expect, test } from 'vitest';
import { Device } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

/** How far a guest received a channel, by the guest's id. */
async function receivedBy(device: Device, channel = 'general'): Promise<Record<string, number>> {
  const { receipts } = await device.receipts.list(channel);
  return Object.fromEntries(
    receipts.filter(({ user }) => user.startsWith('guest:')).map(({ user, received }) => [user, received]),
  );
}

test('a message is received when a guest is connected, though nobody else is', async () => {
  const { url } = await startLocal();
  using ada = await Device.join(url, 'Ada');
  const alone = await ada.say('Anybody?');
  await ada.reaches(alone, 'stored');
  const bo = await FieldClient.join(url);
  const { id } = await bo.introduce('Bo');
  const seq = await ada.say('Hello, Bo');
  await ada.reaches(seq, 'received');
  expect(await receivedBy(ada)).toEqual({ [id]: seq });
});

test('what a guest got of the history is received', async () => {
  const { url } = await startLocal();
  using ada = await Device.join(url, 'Ada');
  const seq = await ada.say('Read this later');
  const bo = await FieldClient.join(url, '/lobby?history=20');
  await bo.hears(1);
  expect(ada.receipts.reach('general', seq, ada.signer.userId)).toBe('stored');
  await bo.introduce('Bo');
  await ada.reaches(seq, 'received');
});

test('somebody without a name is nobody whom a message could reach, until they give one', async () => {
  const { url } = await startLocal();
  using ada = await Device.join(url, 'Ada');
  const listener = await FieldClient.join(url);
  const seq = await ada.say('One');
  await ada.say('Two');
  await listener.hears(2);
  expect(await receivedBy(ada)).toEqual({});
  expect(ada.receipts.reach('general', seq, ada.signer.userId)).toBe('stored');
  await listener.introduce('Bo');
  await ada.reaches(seq, 'received');
});

test('a guest who left has received what came before, and nothing after', async () => {
  const { url } = await startLocal();
  using ada = await Device.join(url, 'Ada');
  const bo = await FieldClient.join(url);
  const { id } = await bo.introduce('Bo');
  const seq = await ada.say('Before');
  await ada.reaches(seq, 'received');
  await bo.leave();
  // A guest who stays tells when the next message was noted.
  const cy = await FieldClient.join(url);
  const { id: other } = await cy.introduce('Cy');
  const later = await ada.say('After');
  await ada.reaches(later, 'received');
  expect(await receivedBy(ada)).toEqual({ [id]: seq, [other]: later });
});

test('many messages are noted together, in every channel', async () => {
  const { url } = await startLocal();
  using ada = await Device.join(url, 'Ada');
  const bo = await FieldClient.join(url);
  await bo.introduce('Bo');
  await bo.sayAndHear('Where to?', { channel: 'travel' });
  await ada.client.join('lobby').open('travel');
  let pages = 0;
  ada.upstream.followReceipts('lobby', () => (pages += 1));
  const began = performance.now();
  const [last, elsewhere] = await Promise.all([
    (async () => {
      let seq = 0;
      for (let count = 0; count < 100; count++) seq = await ada.say(`Message ${count}`);
      return seq;
    })(),
    ada.say('To Rome', 'travel'),
  ]);
  await ada.reaches(last, 'received');
  await ada.reaches(elsewhere, 'received', 'travel');
  const seconds = (performance.now() - began) / 1000;
  // The first page, and the guest's notes: at once, and then one a second. Ada's own device tells nothing here.
  expect(pages).toBeLessThanOrEqual(3 + Math.ceil(seconds));
});
