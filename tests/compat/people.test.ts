import { describe, expect, test } from 'vitest';
import { Device, eventually } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

describe('who is there', () => {
  test('everybody is told of all who are present when somebody joins, the newcomer included', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    expect(ada.people).toHaveLength(1);
    const bo = await FieldClient.join(url);
    expect(bo.people).toHaveLength(2);
    await ada.until(() => ada.people.length === 2);
    expect(new Set(ada.people.map(({ id }) => id))).toEqual(new Set(bo.people.map(({ id }) => id)));
  });

  test('and again when somebody leaves', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    await ada.until(() => ada.people.length === 2);
    await bo.leave();
    await ada.until(() => ada.people.length === 1);
  });

  test('a name and an address are told to everybody, and to their bearer as SELF', async () => {
    const { url } = await startLocal();
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    const self = await ada.introduce('Ada', { email: 'ada@example.org' });
    expect(self).toEqual({ id: expect.any(String) as string, name: 'Ada', email: 'ada@example.org' });
    await bo.until(() => bo.names.includes('Ada'));
    expect(bo.people).toContainEqual(self);
    expect(bo.self).toBeUndefined();
    const renamed = await ada.introduce('Countess');
    expect(renamed).toEqual({ ...self, name: 'Countess' });
    expect((await ada.sayAndHear('Mine')).userId).toBe(self.id);
  });

  test('the id that a client makes up for itself is ignored', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const before = ada.people[0]?.id;
    expect((await ada.introduce('Ada', { id: 'admin' })).id).toBe(before);
  });

  test('the id that it was given before makes it the same user again', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const { id } = await ada.introduce('Ada', { email: 'ada@example.org' });
    await ada.leave();
    const again = await FieldClient.join(url);
    again.send({ type: 'CLIENT_USER', user: { id } });
    await again.until(() => again.self !== undefined);
    expect(again.self).toEqual({ id, name: 'Ada', email: 'ada@example.org' });
    expect((await again.sayAndHear('Still me')).userId).toBe(id);
    await again.until(() => again.names.includes('Ada'));
    expect(again.people).toEqual([again.self]);
  });

  test('nobody becomes a guest who is here from another address', async () => {
    const { url } = await startLocal({ TRUST_PROXY: '1' });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const ada = await FieldClient.join(url, '/lobby', from('192.0.2.1'));
    const { id } = await ada.introduce('Ada');
    const stranger = await FieldClient.join(url, '/lobby', from('192.0.2.2'));
    expect((await stranger.introduce('Ada', { id })).id).not.toBe(id);
    const secondTab = await FieldClient.join(url, '/lobby', from('192.0.2.1'));
    expect((await secondTab.introduce('Ada', { id })).id).toBe(id);
  });

  test('nobody becomes a person who has a key', async () => {
    const { url } = await startLocal();
    const cleo = await Device.join(url, 'Cleo');
    const mallory = await FieldClient.join(url);
    const { userId } = cleo.signer;
    expect((await mallory.introduce('Cleo', { id: userId })).id).not.toBe(userId);
    expect((await mallory.introduce('Cleo', { id: `guest:${userId}` })).id).not.toContain(userId);
    cleo.close();
  });

  test('our own people are listed with their names while they are present', async () => {
    const { url } = await startLocal();
    const ada = await FieldClient.join(url);
    const cleo = await Device.join(url, 'Cleo');
    await ada.until(() => ada.people.some(({ id, name }) => id === cleo.signer.userId && name === 'Cleo'));
    cleo.client.setProfile({ name: 'Cleopatra', email: 'cleo@example.org', colour: null });
    await ada.until(() =>
      ada.people.some(({ id, name, email }) => id === cleo.signer.userId && name === 'Cleopatra' && email === 'cleo@example.org'),
    );
    cleo.close();
    await ada.until(() => ada.people.length === 1);
  });

  test('a guest with a name is present to our own people', async () => {
    const { url } = await startLocal();
    const cleo = await Device.join(url, 'Cleo');
    const ada = await FieldClient.join(url);
    const { id } = await ada.introduce('Ada');
    const isSeen = (): boolean => cleo.presence.people.get(id)?.state === 'active';
    await eventually(cleo.presence.subscribe, isSeen, (seen) => seen);
    await ada.leave();
    await eventually(cleo.presence.subscribe, isSeen, (seen) => !seen);
    cleo.close();
  });

  test('many who come and go cost a list now and then, not one each', async () => {
    const { url } = await startLocal({ MAX_CONNECTIONS_PER_IP: '0' });
    const ada = await FieldClient.join(url);
    const lists = (): number => ada.frames.filter(({ type }) => type === 'ACTIVE_USERS').length;
    for (let round = 0; round < 10; round++) {
      const crowd = await Promise.all(Array.from({ length: 100 }, () => FieldClient.join(url)));
      await Promise.all(crowd.map((client) => client.leave()));
    }
    await ada.until(() => ada.people.length === 1);
    expect(lists()).toBeLessThan(300);
    const alone = await FieldClient.join(url);
    expect(alone.people).toHaveLength(2);
  });
});
