import { expect, test } from './parley.ts';
import { Person } from './person.ts';

test('IndexedDB deleted while the page is open: what waits still arrives, and the next visit is offline-ready again', async ({
  visitor,
  server,
}) => {
  const ada = await visitor('Ada');
  await ada.say('stored before');
  await ada.seesStored('stored before');
  await ada.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.kill9();
  await ada.say('waits first');
  await ada.seesWaiting('waits first');
  await ada.page.evaluate(async () => {
    for (const name of ['parley-replica', 'parley-outbox']) {
      await new Promise((done, failed) => {
        const deleting = indexedDB.deleteDatabase(name);
        deleting.onsuccess = done;
        deleting.onblocked = failed;
      });
    }
  });
  await ada.say('waits as well');
  await ada.seesWaiting('waits as well');
  await server.restart();
  await ada.seesStored('waits first');
  await ada.seesStored('waits as well');
  const ben = await visitor('Ben');
  for (const text of ['stored before', 'waits first', 'waits as well']) await ben.sees(text);
  await expect(ben.messages).toHaveCount(3);
  await ben.say('and one more');
  await ada.sees('and one more');

  await server.kill9();
  await ada.page.reload();
  for (const text of ['stored before', 'waits as well', 'and one more']) await ada.sees(text);
});

test('without IndexedDB the page works online, and says what is missing', async ({ browser, server }) => {
  const ada = await Person.withBrowser(browser, 'Ada');
  await ada.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  await ada.arrive(`${server.url}/lobby`);
  await expect(ada.page.getByText('This browser keeps nothing on this device')).toBeVisible();
  await ada.say('hello anyway');
  await ada.seesStored('hello anyway');
  expect(ada.complaints).toEqual([]);
  await ada.page.context().close();
});

test('a device without room says so, drops older messages, and goes on', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    let left = 1;
    IDBObjectStore.prototype.put = function sometimes(...given): IDBRequest<IDBValidKey> {
      if (this.name === 'message' && left-- > 0) throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, given);
    };
  });
  await ben.say('does not fit');
  await ada.sees('does not fit');
  await expect(ada.page.getByText('This device is full')).toBeVisible();
  await ada.say('still here');
  await ada.seesStored('still here');
  await ben.sees('still here');
});

test('a device that can keep nothing more still sends, and says that it keeps nothing', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ada.page.evaluate(() => {
    const fail = (): never => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    Object.assign(IDBObjectStore.prototype, { add: fail, put: fail });
  });
  await ada.say('unkept');
  await ada.seesStored('unkept');
  await ben.sees('unkept');
  await expect(ada.page.getByText('This browser keeps nothing on this device')).toBeVisible();
  await ben.say('an answer');
  await ada.sees('an answer');
  await expect(ada.message('unkept')).toHaveCount(1);
});

test('a clock that was set back a year: signs in after the answer of the server, and the order stays', async ({
  visitor,
  browser,
  server,
}) => {
  const ben = await visitor('Ben');
  await ben.say('before Ada');
  const ada = await Person.withBrowser(browser, 'Ada');
  await ada.page.addInitScript(() => {
    const now = Date.now.bind(Date);
    const RealDate = Date;
    const back = 365 * 86_400_000;
    const Earlier = function Date(...given: []): Date | string {
      return new.target === undefined
        ? new RealDate(now() - back).toString()
        : given.length === 0
          ? new RealDate(now() - back)
          : new RealDate(...given);
    };
    Object.setPrototypeOf(Earlier, RealDate);
    Earlier.prototype = RealDate.prototype;
    Object.assign(Earlier, { now: () => now() - back });
    globalThis.Date = Earlier as unknown as DateConstructor;
  });
  await ada.arrive(`${server.url}/lobby`);
  await ada.say('from last year');
  await ada.seesStored('from last year');
  await ben.say('after Ada');
  await ada.sees('after Ada');
  for (const person of [ada, ben]) {
    await expect(person.messages.nth(0)).toContainText('before Ada');
    await expect(person.messages.nth(1)).toContainText('from last year');
    await expect(person.messages.nth(2)).toContainText('after Ada');
  }
  expect(ada.complaints).toEqual([]);
  await ada.page.context().close();
});
