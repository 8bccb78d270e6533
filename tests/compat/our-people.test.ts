import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChatRoom } from '#client/sdk/chat-room.ts';
import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { enter as enterByHand, refusal } from '#tests/support/stock-client.ts';
import { FieldClient } from './field-client.ts';

async function enter(url: string, name: string): Promise<ChatRoom> {
  const room = await connect({ url, room: 'lobby', name, identity: await generateIdentity() });
  onTestFinished(() => room.close());
  return room;
}

describe('our people and clients of other groups in one room', () => {
  test('what one of ours writes reaches the others in order, once, with their id and server', async () => {
    const { url } = await startLocal({ SERVER_NAME: 'parley.example' });
    const ada = await FieldClient.join(url);
    const cleo = await enter(url, 'Cleo');
    const sent = await cleo.send('Hello from a page');
    await ada.hears(1);
    for (const text of ['1', '2', '3']) await cleo.send(text);
    await ada.hears(4);
    expect(ada.texts).toEqual(['Hello from a page', '1', '2', '3']);
    expect(ada.heard[0]).toMatchObject({
      id: sent.id,
      optimisticId: sent.id,
      userId: cleo.userId,
      server: 'parley.example',
      channel: 'general',
      created: sent.at,
    });
  });

  test('what a guest writes reaches ours, is part of history, found by search, and unverified', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const cleo = await enter(url, 'Cleo');
    const heard = cleo.messages();
    await ada.introduce('Ada');
    const { id, userId } = await ada.sayAndHear('Zanzibar by noon', { channel: 'Travel' });
    const { value } = await heard.next();
    expect(value).toMatchObject({
      id,
      author: userId,
      authorName: 'Ada',
      text: 'Zanzibar by noon',
      channel: 'travel',
      mine: false,
    });
    expect(await cleo.history({ channel: 'travel' })).toMatchObject([{ id, text: 'Zanzibar by noon' }]);
    expect(cleo.channels.map(({ channel, name }) => [channel, name])).toContainEqual(['travel', 'Travel']);
  });

  test('an edit comes as the same message with a newer text', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const cleo = await enter(url, 'Cleo');
    const sent = await cleo.send('Tpyo');
    for (const text of ['Typoo', 'Typo']) await cleo.edit((await cleo.history())[0] ?? sent, text);
    await ada.hears(3);
    expect(ada.heard.map(({ id, content }) => [id, content])).toEqual([
      [sent.id, 'Tpyo'],
      [sent.id, 'Typoo'],
      [sent.id, 'Typo'],
    ]);
    const [first, second, third] = ada.heard;
    expect(second?.updated).toBeGreaterThan(first?.updated ?? 0);
    expect(third?.updated).toBeGreaterThan(second?.updated ?? 0);
    expect(third?.created).toBe(first?.created);
    expect(ada.shown.map(({ content }) => content)).toEqual(['Typo']);
  });

  test('an erasure takes the text away', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const cleo = await enter(url, 'Cleo');
    await cleo.erase(await cleo.send('A secret'));
    await ada.hears(2);
    expect(ada.shown.map(({ content }) => content)).toEqual(['(This message was removed.)']);
    const late = await FieldClient.join(url, '/lobby?history=10');
    await late.hears(1);
    expect(late.texts).toEqual(['(This message was removed.)']);
  });

  test('a reply quotes what it answers', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const cleo = await enter(url, 'Cleo');
    await ada.introduce('Ada');
    const long = `Shall we\nmeet ${'very '.repeat(40)}soon?`;
    await ada.sayAndHear(long);
    const [asked] = await cleo.history();
    const answer = await cleo.send('Yes', { replyTo: asked ?? null });
    await cleo.send('To myself', { replyTo: answer });
    await ada.hears(3);
    const excerpt = `${long.replace(/\s+/gu, ' ').slice(0, 99)}…`;
    expect(ada.texts.slice(1)).toEqual([`> Ada: ${excerpt}\n\nYes`, '> Cleo: Yes\n\nTo myself']);
    await cleo.erase(answer);
    const late = await FieldClient.join(url, '/lobby?history=10');
    await late.hears(3);
    expect(late.texts.slice(1)).toEqual(['(This message was removed.)', '> Cleo: (This message was removed.)\n\nTo myself']);
  });

  test('a renamed channel keeps the name that clients know; they may use the new one too', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    await ada.sayAndHear('First', { channel: 'Travel' });
    const { client, compose } = await enterByHand(url, 'Cleo');
    await client.channel.change.mutate(await compose.changeChannel('travel', 1, { name: 'Journeys' }));
    await ada.sayAndHear('Second', { channel: 'Travel' });
    await ada.sayAndHear('Third', { channel: 'journeys' });
    expect(ada.heard.map(({ channel }) => channel)).toEqual(['Travel', 'travel', 'travel']);
    await client.channel.change.mutate(await compose.changeChannel('travel', 2, { name: 'TRAVEL' }));
    expect((await ada.sayAndHear('Fourth', { channel: 'travel' })).channel).toBe('TRAVEL');
  });

  test('an archived channel takes nothing, and says so to its sender', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    await ada.sayAndHear('First', { channel: 'old' });
    const { client, compose } = await enterByHand(url, 'Cleo');
    await client.channel.change.mutate(await compose.changeChannel('old', 1, { archived: true }));
    ada.say('Second', { channel: 'old', optimisticId: '2' });
    await ada.hears(2);
    expect(ada.heard[1]).toMatchObject({ optimisticId: '2', userId: 'server', channel: 'old' });
    expect(ada.heard[1]?.content).toMatch(/^Not sent\. .*archived/u);
  });

  test('an unsigned command comes in by this endpoint and no other', async () => {
    const { url } = await startLocal();
    const { client, compose } = await enterByHand(url, 'Cleo');
    const post = await compose.post('Unsigned');
    expect(await refusal(client.message.send.mutate({ ...post, signature: null }))).toMatchObject({
      reason: 'signature-invalid',
    });
  });

  test('edits and erasures of one moment still come as ever newer versions', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const { client, compose } = await enterByHand(url, 'Cleo');
    const post = await compose.post('0');
    const edits = await Promise.all([1, 2, 3, 4, 5].map((rev) => compose.edit(post.id, rev, String(rev))));
    // All in one turn, so that one commit takes them, with one time.
    await Promise.all([
      client.message.send.mutate(post),
      ...edits.map((edit) => client.message.edit.mutate(edit)),
      client.message.remove.mutate(await compose.remove(post.id)),
    ]);
    await ada.until(() => ada.texts.at(-1) === '(This message was removed.)');
    const times = ada.heard.map(({ updated }) => updated);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(ada.shown.map(({ content }) => content)).toEqual(['(This message was removed.)']);
  });
});
