import { describe, expect, test } from 'vitest';
import { connect, enter, follow, namesIn, refusal, say } from '#tests/support/stock-client.ts';
import { startLocal } from '#tests/support/local-server.ts';

describe('two people in a room', () => {
  test('each hears what the other says, and what they say themselves, once and in one order', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    const [hers, his] = [await follow(ada), await follow(bo)];
    await say(ada, 'Hello');
    await say(bo, 'Hello yourself');
    await Promise.all([hers, his].map((listener) => listener.until(() => listener.entries.length === 2)));
    expect(hers.texts).toEqual(['Hello', 'Hello yourself']);
    expect(his.entries).toEqual(hers.entries);
    expect(hers.entries.map(({ event }) => event.author)).toEqual([ada.signer.userId, bo.signer.userId]);
  });

  test('a newcomer sees who is there and what was said', async () => {
    const { url } = await startLocal();
    const ada = await enter(url, 'Ada');
    await say(ada, 'First');
    await say(ada, 'Second');
    const newcomer = await connect(url);
    const snapshot = await newcomer.client.room.snapshot.query({ room: 'lobby', channel: 'general' });
    expect(snapshot.room?.creator).toBe(ada.signer.userId);
    expect(await namesIn(newcomer)).toEqual(['Ada']);
    expect(snapshot.channels.map(({ channel }) => channel)).toEqual(['general']);
    expect(snapshot.page?.messages.map(({ content }) => content)).toEqual(['First', 'Second']);
    expect(snapshot.page?.reachedStart).toBe(true);
    const { count, people } = await newcomer.client.room.preview.query({ room: 'lobby' });
    expect([count, people.map(({ name }) => name)]).toEqual([2, expect.arrayContaining(['Ada'])]);
  });

  test('an edit, an erasure and a new channel reach the other', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    const his = await follow(bo);
    const post = await ada.compose.post('Tpyo');
    await ada.client.message.send.mutate(post);
    await ada.client.message.edit.mutate(await ada.compose.edit(post.id, 1, 'Typo'));
    await ada.client.message.remove.mutate(await ada.compose.remove(post.id));
    await ada.client.channel.create.mutate(await ada.compose.createChannel('Ideas'));
    await his.until(() => his.entries.length === 4);
    expect(his.entries.map(({ event }) => event.type)).toEqual([
      'message.posted',
      'message.edited',
      'message.deleted',
      'channel.created',
    ]);
    const { messages } = await bo.client.message.history.query({ room: 'lobby', channel: 'general' });
    expect(messages).toMatchObject([{ content: null, salt: null, erasedAt: expect.any(Number) as number }]);
  });

  test('rooms hear nothing of each other', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo', { room: 'kitchen' })];
    const [hers, his] = [await follow(ada), await follow(bo, 'kitchen')];
    await say(ada, 'In the lobby');
    await say(bo, 'In the kitchen');
    await say(ada, 'Still in the lobby');
    await Promise.all([hers.until(() => hers.entries.length === 2), his.until(() => his.entries.length === 1)]);
    expect(hers.texts).toEqual(['In the lobby', 'Still in the lobby']);
    expect(his.texts).toEqual(['In the kitchen']);
  });
});

describe('what one person may not do to another', () => {
  test('edit or erase their message', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    const post = await ada.compose.post('Mine');
    await ada.client.message.send.mutate(post);
    expect(await refusal(bo.client.message.edit.mutate(await bo.compose.edit(post.id, 1, 'Yours')))).toMatchObject({
      reason: 'not-found',
    });
    expect(await refusal(bo.client.message.remove.mutate(await bo.compose.remove(post.id)))).toMatchObject({
      reason: 'not-found',
    });
    const { messages } = await bo.client.message.history.query({ room: 'lobby', channel: 'general' });
    expect(messages).toMatchObject([{ content: 'Mine', rev: 0 }]);
  });

  test('take the id of their message (L5)', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    const post = await ada.compose.post('Mine');
    await ada.client.message.send.mutate(post);
    expect(await refusal(bo.client.message.send.mutate(await bo.compose.post('Yours', { id: post.id })))).toMatchObject({
      reason: 'id-taken',
    });
  });

  test('speak in their name: a command must be signed by the key of its connection', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await enter(url, 'Ada'), await enter(url, 'Bo')];
    expect(await refusal(bo.client.message.send.mutate(await ada.compose.post('I am Ada')))).toMatchObject({
      reason: 'signature-invalid',
    });
    const signed = await ada.compose.post('All of it is signed');
    for (const forged of [
      { content: 'Other words' },
      { channel: 'random' },
      { room: 'kitchen' },
      { authoredAt: 1 },
      { signature: null },
    ]) {
      expect(await refusal(ada.client.message.send.mutate({ ...signed, ...forged }))).toMatchObject({
        reason: 'signature-invalid',
      });
    }
    expect(await ada.client.message.send.mutate(signed)).toEqual({ seq: expect.any(Number) as number });
  });

  test('write without having told a name', async () => {
    const { url } = await startLocal();
    await enter(url, 'Ada');
    const nobody = await connect(url);
    expect(await refusal(nobody.client.message.send.mutate(await nobody.compose.post('Who am I?')))).toMatchObject({
      reason: 'no-profile',
    });
  });
});

test('commands of one connection take effect in the order in which they were sent, however many at once', async () => {
  const { url } = await startLocal();
  const ada = await enter(url, 'Ada');
  const hers = await follow(ada);
  const posts = await Promise.all(Array.from({ length: 200 }, (_, index) => ada.compose.post(`Message ${index}`)));
  const receipts = await Promise.all(
    posts.map(async (post) => {
      const stored = ada.client.message.send.mutate(post);
      return (await stored).seq;
    }),
  );
  expect(receipts).toEqual([...receipts].sort((a, b) => a - b));
  await hers.until(() => hers.entries.length === 200);
  expect(hers.texts).toEqual(posts.map(({ content }) => content));
});
