import { describe, expect, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

describe('clients of other groups in one room', () => {
  test('a message comes back to everybody, the sender too, with one id and the sender’s optimisticId', async () => {
    const { url } = await startLocal({ SERVER_NAME: 'parley.example' });
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    const asked = Date.now();
    const echoed = await ada.sayAndHear('Hello', { optimisticId: 'opt-1' });
    await bo.hears(1);
    expect(bo.heard).toEqual([echoed]);
    expect(echoed).toEqual({
      type: 'SERVER_MESSAGE',
      id: expect.any(String) as string,
      optimisticId: 'opt-1',
      content: 'Hello',
      server: 'parley.example',
      userId: expect.any(String) as string,
      channel: 'general',
      created: expect.any(Number) as number,
      updated: echoed.created,
    });
    expect(Math.abs(echoed.created - asked)).toBeLessThan(10_000);
    expect(bo.people.map(({ id }) => id)).toContain(echoed.userId);
  });

  test('everybody hears everything in one order, from many senders at once', async () => {
    const { url } = await startLocal();
    const clients = await Promise.all(Array.from({ length: 10 }, () => FieldClient.join(url)));
    for (let round = 0; round < 20; round++) for (const [index, client] of clients.entries()) client.say(`${index}: ${round}`);
    await Promise.all(clients.map((client) => client.hears(200)));
    const [first] = clients;
    for (const client of clients) expect(client.texts).toEqual(first?.texts);
    for (let index = 0; index < 10; index++) {
      const own = first?.texts.filter((text) => text.startsWith(`${index}: `));
      expect(own).toEqual(Array.from({ length: 20 }, (_, round) => `${index}: ${round}`));
    }
    expect(new Set(first?.heard.map(({ id }) => id)).size).toBe(200);
  });

  test('rooms hear nothing of each other', async () => {
    const { url } = await startLocal();
    const [lobby, kitchen] = [await FieldClient.join(url, '/lobby'), await FieldClient.join(url, '/kitchen')];
    await lobby.sayAndHear('In the lobby');
    await kitchen.sayAndHear('In the kitchen');
    expect(lobby.texts).toEqual(['In the lobby']);
    expect(kitchen.texts).toEqual(['In the kitchen']);
    expect(kitchen.people).toHaveLength(1);
  });

  test('a channel that nobody made yet is made by its first message, and is called as it was written', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    for (const channel of ['Big Talk', 'big talk', 'BIG-TALK', 'general', 'General', '', '  ', '!!!', '日本語'])
      ada.say('x', { channel });
    await bo.hears(9);
    expect(bo.heard.map(({ channel }) => channel)).toEqual([
      'Big Talk',
      'Big Talk',
      'Big Talk',
      'general',
      'general',
      'general',
      'general',
      'general',
      '日本語',
    ]);
  });

  test('a message that cannot be stored is answered to its sender alone, in its place', async () => {
    const { url } = await startLocal({ MAX_MESSAGE_LENGTH: '100', MAX_CHANNELS_PER_ROOM: '2' });
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    ada.say('x'.repeat(101), { optimisticId: 'long' });
    ada.say('fits', { channel: 'second' });
    ada.say('one channel too many', { channel: 'third', optimisticId: 'third' });
    await ada.hears(3);
    const notices = ada.heard.filter(({ userId }) => userId === 'server');
    expect(notices.map(({ optimisticId, content }) => [optimisticId, content])).toEqual([
      ['long', 'Not sent. This message is too long: 101 of at most 100 characters.'],
      ['third', 'Not sent. A room may have 2 channels on this server.'],
    ]);
    await bo.settled();
    expect(bo.texts).toEqual(['fits']);
  });

  test('one that sends faster than it may is read more slowly, and loses nothing', async () => {
    const { url } = await startLocal({ MAX_COMMANDS_PER_SECOND: '50', MAX_COMMAND_BURST: '10' });
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    for (let index = 0; index < 60; index++) ada.say(String(index));
    const began = Date.now();
    await bo.hears(60);
    expect(Date.now() - began).toBeGreaterThan(700);
    expect(bo.texts).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
  });

  test('and does not fill the server’s memory meanwhile: its frames wait on its own side', async () => {
    const { url } = await startLocal({ MAX_COMMANDS_PER_SECOND: '100', MAX_COMMAND_BURST: '1' });
    const ada = await FieldClient.join(url);
    for (let index = 0; index < 2000; index++) ada.say('x'.repeat(15_000));
    await ada.hears(100);
    expect(ada.socket.bufferedAmount).toBeGreaterThan(10_000_000);
  });
});
