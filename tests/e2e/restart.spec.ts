import { ServerProcess } from '#tests/support/server-process.ts';
import { expect, test } from './parley.ts';
import { Person } from './person.ts';

test('a power cut: both pages come back by themselves and nothing acknowledged is lost (L5)', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  for (const text of ['first', 'second', 'third']) await ada.say(`${text} before the cut`);
  for (const text of ['first', 'second', 'third']) await ada.seesStored(`${text} before the cut`);

  await server.kill9();
  await ben.say('written while it was down');
  await ben.seesWaiting('written while it was down');
  await server.restart();

  await ben.seesStored('written while it was down');
  await ada.sees('written while it was down');
  await ada.say('after the cut');
  await ben.sees('after the cut');

  const cleo = await visitor('Cleo');
  for (const text of [
    'first before the cut',
    'second before the cut',
    'third before the cut',
    'written while it was down',
    'after the cut',
  ]) {
    await expect(cleo.message(text)).toHaveCount(1);
  }
});

test('SIGTERM hands the connections back, and the pages go on with the next server', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  await ada.say('before the stop');
  await ada.seesStored('before the stop');
  expect(await server.stop()).toBe(0);
  await server.restart();
  await ada.say('after the stop');
  await ada.seesStored('after the stop');
  await ada.sees('before the stop');
});

test('another server on another port knows nothing of the person', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.say('only here');
  await using other = await ServerProcess.start();
  const page = await ada.page.context().newPage();
  const stranger = new Person('Ada again', page);
  await stranger.arrive(`${other.url}/lobby`);
  await expect(stranger.messages).toHaveCount(0);
  await stranger.say('hello there');
  await stranger.seesStored('hello there');
  await expect(ada.message('hello there')).toHaveCount(0);
  expect(stranger.complaints).toEqual([]);
});
