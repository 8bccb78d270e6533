import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '#client/sdk/connect.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { readConfig } from '#server/config.ts';
import { Device } from '#tests/support/device.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { FieldClient } from './field-client.ts';

test('a server that takes no guests refuses their connections, and our people go on as ever', async () => {
  const { url } = await startLocal({ GUESTS: 'off' });
  for (const path of ['/lobby', '/?room=lobby', '/']) {
    const socket = new WebSocket(url.replace(/^http/u, 'ws') + path);
    const [cause] = (await once(socket, 'error')) as [Error];
    expect(cause.message).toBe('Unexpected server response: 404');
  }
  using ada = await Device.join(url, 'Ada');
  using bo = await Device.join(url, 'Bo');
  await bo.client.join('lobby').open('general');
  await ada.reaches(await ada.say('Only us here'), 'received');
});

test('what guests said before they were turned away stays', async () => {
  const DATA_DIR = temporaryFolder();
  const open = await startLocal({ DATA_DIR });
  const bo = await FieldClient.join(open.url);
  await bo.introduce('Bo');
  await bo.sayAndHear('Hello from elsewhere');
  await open.stop();
  const { url } = await startLocal({ DATA_DIR, GUESTS: 'off' });
  const room = await connect({ url, room: 'lobby', name: 'Ada', identity: await generateIdentity() });
  onTestFinished(() => room.close());
  expect(await room.history()).toMatchObject([{ authorName: 'Bo', text: 'Hello from elsewhere' }]);
});

test('guests may come unless somebody turned that off, and there is no third way', () => {
  expect(readConfig({}).GUESTS).toBe('on');
  expect(() => readConfig({ GUESTS: 'maybe' })).toThrow('GUESTS must be on or off, not "maybe"');
});
