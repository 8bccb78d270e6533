import type { Page } from '@playwright/test';
import { expect, test } from './parley.ts';
import { Person } from './person.ts';

/** One more tab of somebody's browser, in the same room. */
async function openTab(person: Person, url: string): Promise<Person> {
  const tab = new Person(person.name, await person.page.context().newPage());
  await tab.page.goto(url);
  await expect(tab.composer).toBeVisible();
  return tab;
}

/** How many posts left over a page's socket from now on. */
function countPosts(page: Page): { posts: () => number } {
  let posts = 0;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      posts += String(payload).split('"message.send"').length - 1;
    });
  });
  return { posts: () => posts };
}

test('what is written in one tab shows in the other at once, and is sent once', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const counts = [countPosts(ada.page)];
  await ada.page.reload();
  await expect(ada.composer).toBeVisible();
  const page = await ada.page.context().newPage();
  counts.push(countPosts(page));
  await page.goto(`${server.url}/lobby`);
  const other = new Person('Ada', page);
  await expect(other.composer).toBeVisible();

  await server.kill9();
  await other.say('from the second tab');
  await ada.seesWaiting('from the second tab');
  await ada.say('from the first tab');
  await other.seesWaiting('from the first tab');
  await server.restart();
  for (const tab of [ada, other]) {
    await tab.seesStored('from the first tab');
    await tab.seesStored('from the second tab');
    await expect(tab.messages).toHaveCount(2);
  }
  expect(counts.map(({ posts }) => posts()).reduce((sum, each) => sum + each)).toBe(2);
  expect(other.complaints).toEqual([]);
});

test('when the tab that sends is closed, another one takes over', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const other = await openTab(ada, `${server.url}/lobby`);
  const third = await openTab(ada, `${server.url}/lobby`);
  await ada.say('sent by the first tab');
  await other.seesStored('sent by the first tab');
  await server.kill9();
  await other.say('waits in the second');
  await third.seesWaiting('waits in the second');
  await ada.page.close();
  await server.restart();
  await other.seesStored('waits in the second');
  await third.seesStored('waits in the second');
  await other.page.close();
  await third.say('the last tab');
  await third.seesStored('the last tab');
  await expect(third.messages).toHaveCount(3);
});

test('a tab sends for a room that only another tab has opened', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const other = await openTab(ada, `${server.url}/attic`);
  await other.say('up here');
  await other.seesStored('up here');
});

test('tabs that are reloaded while they send lose and double nothing (L5)', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const other = await openTab(ada, `${server.url}/lobby`);
  for (let round = 1; round <= 4; round++) {
    await ada.say(`first tab ${round}`);
    await other.say(`second tab ${round}`);
    await (round % 2 === 0 ? ada : other).page.reload();
    await expect(ada.composer).toBeVisible();
    await expect(other.composer).toBeVisible();
  }
  for (const person of [ada, other, ben]) {
    for (let round = 1; round <= 4; round++) {
      for (const tab of ['first', 'second']) await expect(person.message(`${tab} tab ${round}`)).toHaveCount(1);
    }
  }
  await ada.seesStored('second tab 4');
  expect(other.complaints).toEqual([]);
});
