import { expect, test } from 'vitest';
import type { ChatRoom } from '#client/sdk/chat-room.ts';
import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import type { Message } from '#client/sdk/message.ts';
import { FaultyNetwork } from '#tests/support/faulty-network.ts';
import { startLocal } from '#tests/support/local-server.ts';

async function enter(url: string, name: string): Promise<ChatRoom> {
  return connect({ url, room: 'lobby', identity: await generateIdentity(), name });
}

/** The next so many messages of an iterator. */
async function take(messages: AsyncIterableIterator<Message>, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of messages) if (texts.push(text) === count) break;
  return texts;
}

test('a program sends in any channel and is told where its message stands', async () => {
  const { url } = await startLocal();
  const ada = await enter(url, 'Ada');
  const channel = await ada.createChannel('plans');
  const first = await ada.send('in general');
  const second = await ada.send('in plans', { channel, replyTo: first });
  expect(second).toMatchObject({ channel: 'plans', text: 'in plans', mine: true, authorName: 'Ada', replyTo: { id: first.id } });
  expect(second.seq).toBeGreaterThan(first.seq);
  expect(await ada.history({ channel })).toEqual([second]);
  ada.close();
});

test('it hears every message once and in order, through cut lines (L4)', async () => {
  const { url } = await startLocal();
  using network = await FaultyNetwork.before(url);
  const [ada, ben] = [await enter(url, 'Ada'), await enter(network.url, 'Ben')];
  const heard = take(ben.messages(), 30);
  for (let number = 1; number <= 30; number++) {
    await ada.send(`number ${number}`);
    if (number % 7 === 0) network.cut();
  }
  expect(await heard).toEqual(Array.from({ length: 30 }, (_, index) => `number ${index + 1}`));
  ada.close();
  ben.close();
});

test('two readers of one iterator get one message each', async () => {
  const { url } = await startLocal();
  const ada = await enter(url, 'Ada');
  const messages = ada.messages();
  const both = Promise.all([messages.next(), messages.next()]);
  await ada.send('one');
  await ada.send('two');
  expect((await both).map(({ value }) => (value as Message).text)).toEqual(['one', 'two']);
  ada.close();
});

test('it edits and erases its messages, however long ago it wrote them', async () => {
  const { url } = await startLocal();
  const identity = await generateIdentity();
  const before = await connect({ url, room: 'lobby', identity, name: 'Ada' });
  const message = await before.send('draft');
  await before.edit(message, 'better');
  await before.edit(message, 'best');
  before.close();
  const ada = await connect({ url, room: 'lobby', identity, name: 'Ada' });
  await ada.edit(message, 'best of all');
  expect(await ada.history()).toMatchObject([{ text: 'best of all' }]);
  await ada.erase(message);
  expect(await ada.history()).toMatchObject([{ text: '', erased: true }]);
  await expect(ada.edit(message, 'too late')).rejects.toMatchObject({ reason: 'erased' });
  ada.close();
});

test('a refusal comes with its reason', async () => {
  const { url } = await startLocal({ MAX_MESSAGE_LENGTH: '20' });
  const ada = await enter(url, 'Ada');
  await expect(ada.send('much longer than twenty characters')).rejects.toMatchObject({ reason: 'text-too-long' });
  await expect(ada.send('nowhere', { channel: 'missing' })).rejects.toMatchObject({ reason: 'not-found' });
  await expect(connect({ url, room: 'admin', identity: await generateIdentity(), name: 'Ben' })).rejects.toMatchObject({
    reason: 'name-reserved',
  });
  expect((await ada.send('short')).text).toBe('short');
  ada.close();
});

test('a bot goes on after a handler that failed', async () => {
  const { url } = await startLocal();
  const [ada, bot] = [await enter(url, 'Ada'), await enter(url, 'Bot')];
  const failures: unknown[] = [];
  bot.onMessage(
    async ({ text }, reply) => {
      if (text === 'trip') throw new Error('tripped');
      await reply(`echo ${text}`);
    },
    { onError: (cause) => failures.push(cause) },
  );
  const heard = take(ada.messages(), 3);
  await ada.send('trip');
  await ada.send('walk');
  expect(await heard).toEqual(['trip', 'walk', 'echo walk']);
  expect(failures).toMatchObject([{ message: 'tripped' }]);
  ada.close();
  bot.close();
});

test('what was not sent when it closes is given up, and says so', async () => {
  const { url } = await startLocal();
  using network = await FaultyNetwork.before(url);
  const ada = await enter(network.url, 'Ada');
  network.goDown();
  const sending = ada.send('never leaves');
  await new Promise((resolve) => setImmediate(resolve));
  ada.close();
  await expect(sending).rejects.toThrow('Closed before the server answered.');
});
