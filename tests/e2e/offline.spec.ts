import { FaultyNetwork } from '#tests/support/faulty-network.ts';
import { expect, test } from './parley.ts';
import { Person } from './person.ts';

test.use({ settings: { SERVER_NAME: 'Harbour' } });

/** Resolves when the page can be opened without a network. */
async function readyForOffline({ page }: Person): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** The texts of a page's messages, from top to bottom. */
async function texts(person: Person): Promise<string[]> {
  const all = await person.messages.locator('[id$="-text"]').allInnerTexts();
  return all.map((text) => text.replace(/\u2060/gu, '').trim());
}

test('a message typed offline arrives once after the server restarts (L5)', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await server.kill9();
  await ada.say('typed offline');
  await ada.seesWaiting('typed offline');
  await expect(ada.page.getByText('1 message waits on this device')).toBeVisible();
  await server.restart();
  await ada.seesStored('typed offline');
  await ben.sees('typed offline');
  for (const person of [ada, ben]) await expect(person.message('typed offline')).toHaveCount(1);
  const cleo = await visitor('Cleo');
  await expect(cleo.message('typed offline')).toHaveCount(1);
});

test('a reload while offline shows the last channel with its messages, and those that wait', async ({ visitor, server }) => {
  const ada = await visitor('Ada Byron');
  await ada.makeChannel('plans');
  await ada.say('stored before');
  await ada.seesStored('stored before');
  await readyForOffline(ada);
  await server.kill9();
  await ada.say('waits since before the reload');
  await ada.seesWaiting('waits since before the reload');

  await ada.page.goto(`${server.url}/`);
  await expect(ada.title).toHaveText('general');
  await ada.page.goto(`${server.url}/lobby/plans`);
  await expect(ada.title).toHaveText('plans');
  await ada.sees('stored before');
  await ada.seesWaiting('waits since before the reload');
  await expect(ada.page.getByText('Ada Byron').first()).toBeVisible();
  await expect(ada.page.getByText('Harbour').first()).toBeVisible();
  await ada.say('written after the reload');
  await ada.seesWaiting('written after the reload');

  await server.restart();
  await ada.seesStored('written after the reload');
  const ben = await visitor('Ben', { path: '/lobby/plans' });
  await ben.sees('written after the reload');
  expect(await texts(ben)).toEqual(['stored before', 'waits since before the reload', 'written after the reload']);
});

test('a page that is closed right after Enter has sent', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  await ada.page.evaluate(() => {
    // A slow disk: nothing is written before the page is gone.
    IDBObjectStore.prototype.add = () => ({ addEventListener() {}, removeEventListener() {} }) as never;
  });
  await ada.say('closed at once');
  await ada.page.close();
  const again = new Person('Ada', await ada.page.context().newPage());
  await again.page.goto(`${server.url}/lobby`);
  await again.seesStored('closed at once');
  await again.page.reload();
  await again.sees('closed at once');
  await expect(again.message('closed at once')).toHaveCount(1);
});

test('edits and erasures of a message that waits: it arrives as it was last, or not at all', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await server.kill9();
  for (const text of ['Lunch at twelve', 'never mind this', 'see you']) {
    await ada.say(text);
    await ada.seesWaiting(text);
  }
  await ada.choose('Lunch at twelve', 'Edit');
  await ada.composer.fill('Lunch at one');
  await ada.composer.press('Enter');
  await ada.seesWaiting('Lunch at one');
  await ada.choose('never mind this', 'Remove');
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ada.messages).toHaveCount(2);

  await server.restart();
  await ada.seesStored('Lunch at one');
  await ada.seesStored('see you');
  await ben.sees('see you');
  await ben.sees('Lunch at one');
  expect(await texts(ben)).toEqual([expect.stringMatching(/^Lunch at one/u), 'see you']);
  expect(server.lines.join()).not.toContain('never mind this');
  await ada.page.reload();
  await ada.sees('see you');
  await expect(ada.messages).toHaveCount(2);
});

test('a refused message stays with its reason; Copy text copies it, Try again sends it', async ({ visitor, server, browser }) => {
  using network = await FaultyNetwork.before(server.url);
  const ben = await visitor('Ben');
  await ben.makeChannel('plans');
  const ada = await Person.withBrowser(browser, 'Ada', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ada.arrive(`${network.url}/lobby/plans`);

  network.goDown();
  await ada.say('too late for this channel');
  await ada.seesWaiting('too late for this channel');
  await ben.chooseForChannel('Archive');
  network.comeUp();
  const refused = ada.message('too late for this channel');
  await expect(refused).toContainText('This channel is archived.');

  await ada.page.reload();
  await expect(refused).toContainText('This channel is archived.');
  await refused.getByRole('button', { name: 'Copy text' }).click();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe('too late for this channel');
  await ben.page.getByRole('button', { name: 'Restore' }).click();
  await expect(ada.composer).toBeVisible();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await ada.seesStored('too late for this channel');
  await ben.sees('too late for this channel');
  await expect(refused).toHaveCount(1);
  expect(ada.complaints).toEqual([]);
  await ada.page.context().close();
});

test('two people who wrote offline end up with the same messages in the same order (L2)', async ({ server, browser }) => {
  using adas = await FaultyNetwork.before(server.url);
  using bens = await FaultyNetwork.before(server.url);
  const [ada, ben] = [await Person.withBrowser(browser, 'Ada'), await Person.withBrowser(browser, 'Ben')];
  await ada.arrive(`${adas.url}/lobby`);
  await ben.arrive(`${bens.url}/lobby`);
  await ada.say('both online');
  await ben.sees('both online');
  adas.goDown();
  bens.goDown();
  for (const number of [1, 2, 3]) {
    await ada.say(`Ada offline ${number}`);
    await ben.say(`Ben offline ${number}`);
  }
  await ada.choose('both online', 'Edit');
  await ada.composer.fill('edited offline');
  await ada.composer.press('Enter');
  bens.comeUp();
  await ben.seesStored('Ben offline 3');
  adas.comeUp();
  for (const person of [ada, ben]) {
    for (const number of [1, 2, 3]) for (const name of ['Ada', 'Ben']) await person.sees(`${name} offline ${number}`);
    await person.sees('edited offline');
    await expect(person.messages).toHaveCount(7);
  }
  await ada.seesStored('Ada offline 3');
  const seen = await texts(ada);
  expect(await texts(ben)).toEqual(seen);
  for (const name of ['Ada', 'Ben']) {
    expect(seen.filter((text) => text.startsWith(name))).toEqual([1, 2, 3].map((number) => `${name} offline ${number}`));
    expect(ada.complaints.concat(ben.complaints)).toEqual([]);
  }
  await ada.page.context().close();
  await ben.page.context().close();
});

test('a change of a channel that was refused while nobody could be asked is told to the person', async ({
  visitor,
  server,
  browser,
}) => {
  using network = await FaultyNetwork.before(server.url);
  const ben = await visitor('Ben');
  await ben.makeChannel('plans');
  const ada = await Person.withBrowser(browser, 'Ada');
  await ada.arrive(`${network.url}/lobby/plans`);
  await readyForOffline(ada);
  network.goDown();
  await expect(ada.page.getByText('You are offline.')).toBeVisible();
  await ada.chooseForChannel('Rename');
  await ada.answer('summer plans', 'Save');
  await expect(ada.title).toHaveText('summer plans');
  await ben.chooseForChannel('Rename');
  await ben.answer('winter plans', 'Save');
  await expect(ben.title).toHaveText('winter plans');
  network.comeUp();
  await expect(ada.page.getByRole('alert')).toContainText('#plans stays as it was: Somebody changed this before you.');
  await expect(ada.title).toHaveText('winter plans');
  expect(ada.complaints).toEqual([]);
  await ada.page.context().close();
});

test('a menu that could not be fetched breaks nothing, and opens once it can', async ({ browser, server }) => {
  const ada = await Person.withBrowser(browser, 'Ada');
  await ada.page.route('**/assets/message-menu-*', (route) => route.abort());
  await ada.arrive(`${server.url}/lobby`);
  await ada.say('edit me');
  await ada.seesStored('edit me');
  await ada.message('edit me').hover();
  await ada.message('edit me').getByRole('button', { name: 'More' }).click();
  await expect(ada.page.getByText('This part of the page is not on this device yet.')).toBeVisible();
  await ada.say('everything else works');
  await ada.seesStored('everything else works');
  await ada.page.unroute('**/assets/message-menu-*');
  await expect(ada.page.getByRole('menuitem', { name: 'Edit' })).toBeVisible();
  expect(ada.complaints).toEqual([]);
  await ada.page.context().close();
});
