import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { ServerProcess } from '#tests/support/server-process.ts';
import { enter } from '#tests/support/stock-client.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { FieldClient } from './field-client.ts';

const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const NANOID = 'V1StGXR8_Z5jdHi6B-myT';

describe('a message that comes again', () => {
  test('by whichever connection: a strong optimisticId and the same text make no second message', async () => {
    const { url } = await startLocal();
    const [ada, bridge, bo] = [await FieldClient.join(url), await FieldClient.join(url), await FieldClient.join(url)];
    for (const optimisticId of [randomUUID(), ULID, NANOID, 'A_word_of_21_characte']) {
      const first = await ada.sayAndHear('Hello', { optimisticId });
      const echoed = await bridge.sayAndHear('Hello', { optimisticId });
      // What the bridge hears again is the message that was first, not one of its own.
      expect(echoed).toEqual(first);
      expect(await ada.sayAndHear('Hello', { optimisticId })).toEqual(first);
    }
    await bo.settled();
    expect(bo.heard).toHaveLength(4);
    expect(bridge.heard.length - bo.heard.length).toBe(4);
  });

  test('two bridges that bring it in the same moment', async () => {
    const { url } = await startLocal();
    const bridges = await Promise.all(Array.from({ length: 8 }, () => FieldClient.join(url)));
    const bo = await FieldClient.join(url);
    const ids = Array.from({ length: 50 }, () => randomUUID());
    for (const optimisticId of ids) for (const bridge of bridges) bridge.say('Carried', { optimisticId });
    await Promise.all(bridges.map((bridge) => bridge.settled()));
    await bo.settled();
    expect(bo.heard).toHaveLength(50);
    expect(new Set(bo.heard.map(({ optimisticId }) => optimisticId))).toEqual(new Set(ids));
  });

  test('another text under the same strong id is another message', async () => {
    const { url } = await startLocal();
    const [ada, bridge] = [await FieldClient.join(url), await FieldClient.join(url)];
    const optimisticId = randomUUID();
    await ada.sayAndHear('One', { optimisticId });
    await bridge.sayAndHear('Two', { optimisticId });
    expect(bridge.heard.map(({ content, optimisticId: id }) => [content, id])).toEqual([
      ['One', optimisticId],
      ['Two', optimisticId],
    ]);
    expect(new Set(bridge.heard.map(({ id }) => id)).size).toBe(2);
  });

  test('the same strong id in another room is another message', async () => {
    const { url } = await startLocal();
    const [lobby, kitchen] = [await FieldClient.join(url), await FieldClient.join(url, '/kitchen')];
    const optimisticId = randomUUID();
    const { id } = await lobby.sayAndHear('Hello', { optimisticId });
    expect((await kitchen.sayAndHear('Hello', { optimisticId })).id).not.toBe(id);
  });

  test('a weak id counts on its own connection only', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    for (const optimisticId of ['1', 'abc', '00000000-0000-0000-0000-000000000000', 'x'.repeat(40)]) {
      const first = await ada.sayAndHear('Hello', { optimisticId });
      expect(await ada.sayAndHear('Hello', { optimisticId })).toEqual(first);
      expect((await bo.sayAndHear('Hello', { optimisticId })).id).not.toBe(first.id);
      expect((await ada.sayAndHear('Other words', { optimisticId })).id).not.toBe(first.id);
    }
    await bo.settled();
    expect(new Set(bo.heard.map(({ id }) => id)).size).toBe(12);
  });

  test('without an optimisticId every message is a new one', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    for (let index = 0; index < 3; index++) ada.say('ok');
    await ada.hears(3);
    expect(new Set(ada.heard.map(({ id }) => id)).size).toBe(3);
  });
});

describe('what a bridge carried away and back', () => {
  test('a message of one of ours makes no second one, edited or not, as a reply or not', async () => {
    const { url } = await startLocal();
    const bridge = await FieldClient.join(url);
    const { client, compose, signer } = await enter(url, 'Cleo');
    const post = await compose.post('Original');
    const reply = await compose.post('An answer', { replyTo: { author: signer.userId, id: post.id } });
    await client.message.send.mutate(post);
    await client.message.edit.mutate(await compose.edit(post.id, 1, 'Edited'));
    await client.message.send.mutate(reply);
    await bridge.hears(3);
    const known = [...bridge.heard];
    for (const { content, optimisticId } of known) bridge.say(content, { optimisticId });
    bridge.say('An answer', { optimisticId: reply.id });
    await bridge.hears(7);
    expect(new Set(bridge.heard.map(({ id }) => id))).toEqual(new Set([post.id, reply.id]));
    const page = await client.message.history.query({ room: 'lobby', channel: 'general' });
    expect(page.messages).toHaveLength(2);
  });

  test('an erased message does not rise again', async () => {
    const { url } = await startLocal();
    const bridge = await FieldClient.join(url);
    const { client, compose } = await enter(url, 'Cleo');
    const post = await compose.post('A secret');
    await client.message.send.mutate(post);
    await client.message.remove.mutate(await compose.remove(post.id));
    await bridge.hears(2);
    bridge.say('A secret', { optimisticId: post.id });
    bridge.say('(This message was removed.)', { optimisticId: post.id });
    await bridge.hears(4);
    expect(bridge.texts.slice(1)).toEqual(Array(3).fill('(This message was removed.)'));
    const page = await client.message.history.query({ room: 'lobby', channel: 'general' });
    expect(page.messages.map(({ content }) => content)).toEqual([null]);
  });

  test('what somebody else says under the id of a message of ours is their own message', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const { client, compose, signer } = await enter(url, 'Cleo');
    const post = await compose.post('Hers');
    await client.message.send.mutate(post);
    const other = await ada.sayAndHear('Not hers', { optimisticId: post.id });
    expect(other.id).not.toBe(post.id);
    expect(other.userId).not.toBe(signer.userId);
  });
});

describe('the server starts again', () => {
  test('history tells the same messages with the same ids', async () => {
    const DATA_DIR = temporaryFolder();
    const server = await startLocal({ DATA_DIR });
    const ada = await FieldClient.join(server.url);
    for (const optimisticId of ['1', '', randomUUID()]) await ada.sayAndHear(`Hello ${optimisticId}`, { optimisticId });
    await server.stop();
    const { url } = await startLocal({ DATA_DIR });
    const late = await FieldClient.join(url, '/lobby?history=10');
    await late.hears(3);
    expect(late.heard).toEqual(ada.heard);
  });

  test('after a kill -9, too, a strong optimisticId is still known (L5)', async () => {
    await using server = await ServerProcess.start({ dataDir: temporaryFolder() });
    const ada = await FieldClient.join(server.url);
    const optimisticId = randomUUID();
    const first = await ada.sayAndHear('Hello', { optimisticId });
    await server.kill9();
    await server.restart();
    const bridge = await FieldClient.join(server.url);
    expect(await bridge.sayAndHear('Hello', { optimisticId })).toEqual(first);
  }, 60_000);
});
