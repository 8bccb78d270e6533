import { describe, expect, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { enter } from '#tests/support/stock-client.ts';
import { FieldClient } from './field-client.ts';

describe('history on joining', () => {
  test('there is none unless a client asks for it', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    await ada.sayAndHear('Before');
    const late = await FieldClient.join(url);
    await ada.sayAndHear('After');
    await late.hears(1);
    expect(late.texts).toEqual(['After']);
  });

  test('the last N messages of all channels come first, oldest first, as they were told before', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    for (let index = 0; index < 12; index++)
      ada.say(String(index), { channel: `channel-${index % 3}`, optimisticId: `opt-${index}` });
    await ada.hears(12);
    const late = await FieldClient.join(url, '/?room=lobby&history=5');
    await late.hears(5);
    expect(late.heard).toEqual(ada.heard.slice(-5));
    const all = await FieldClient.join(url, '/lobby?history=500');
    await all.hears(12);
    expect(all.heard).toEqual(ada.heard);
  });

  test('what was edited comes as it is now, and no older than others have it', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const { client, compose } = await enter(url, 'Cleo');
    const post = await compose.post('Tpyo');
    await client.message.send.mutate(post);
    await client.message.edit.mutate(await compose.edit(post.id, 1, 'Typo'));
    await ada.hears(2);
    const late = await FieldClient.join(url, '/lobby?history=5');
    await late.hears(1);
    expect(late.heard).toEqual([ada.heard[1]]);
  });

  test('whoever joins while others talk misses nothing and hears nothing twice (L4)', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    let said = 0;
    const talk = setInterval(() => {
      for (let index = 0; index < 5; index++, said++) ada.say(String(said), { channel: `channel-${said % 7}` });
    }, 2);
    const joined: FieldClient[] = [];
    for (let index = 0; index < 10; index++) {
      joined.push(...(await Promise.all(Array.from({ length: 8 }, () => FieldClient.join(url, '/lobby?history=200')))));
    }
    clearInterval(talk);
    ada.say('end');
    for (const client of joined) {
      await client.until(() => client.texts.includes('end'));
      const numbers = client.texts.slice(0, -1).map(Number);
      const [first = 0] = numbers;
      expect(numbers).toEqual(Array.from({ length: said - first }, (_, index) => first + index));
    }
  });

  test('long messages do not cost the newcomer the connection', async () => {
    const { url } = await startLocal({ MAX_UNSENT_BYTES_PER_SOCKET: '65536' });
    const ada = await FieldClient.join(url);
    for (let index = 0; index < 20; index++) await ada.sayAndHear(`${index} ${'x'.repeat(10_000)}`);
    const late = await FieldClient.join(url, '/lobby?history=20');
    await late.hears(3);
    await ada.sayAndHear('end');
    await late.until(() => late.texts.at(-1) === 'end');
    expect(late.texts.map((text) => text.split(' ')[0])).toEqual(['17', '18', '19', 'end']);
  });
});
