import { expect, test } from './parley.ts';
import { Person } from './person.ts';

test('a paste of 100,000 lines is told before sending, and stays in the composer', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const paste = Array.from({ length: 100_000 }, (_, line) => `line ${line}`).join('\n');
  await ada.composer.fill(paste);
  await expect(ada.page.getByRole('status').filter({ hasText: /characters too many/u })).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.composer).toHaveValue(paste);
  await expect(ada.messages).toHaveCount(0);
  // The page still works.
  await ada.composer.fill('shorter');
  await ada.composer.press('Enter');
  await ben.sees('shorter');
});

test('the longest message goes through, one character more does not', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.composer.fill('é'.repeat(16_001));
  await ada.composer.press('Enter');
  await expect(ada.messages).toHaveCount(0);
  await ada.composer.fill('é'.repeat(16_000));
  await ada.composer.press('Enter');
  await ada.seesStored(/^.*éééé/u);
});

test('a reserved name makes no room, and the page says so', async ({ visitor, browser, server }) => {
  const ben = await Person.withBrowser(browser, 'Ben');
  await ben.page.goto(`${server.url}/admin`);
  await ben.introduce();
  const ada = await visitor('Ada');
  await ada.page.goto(`${server.url}/admin`);
  for (const person of [ada, ben]) {
    await expect(person.page.getByRole('heading', { name: 'This room cannot be opened' })).toBeVisible();
    await expect(person.page.getByText('That name is kept for the server itself.')).toBeVisible();
    await expect(person.composer).toHaveCount(0);
  }
});

test('a name with a right-to-left override is cleaned for everybody', async ({ visitor }) => {
  const ada = await visitor('Ada\u202egnp.exe');
  const ben = await visitor('Ben');
  await ada.say('who am I?');
  await expect(ben.message('who am I?')).toContainText('Adagnp.exe');
  expect(await ben.page.content()).not.toContain('\u202e');
  expect(await ada.page.content()).not.toContain('\u202e');
});

test('markup in a message is shown, not run', async ({ visitor }) => {
  const ada = await visitor('Ada <b>bold</b>');
  const ben = await visitor('Ben');
  await ada.say('<img src=x onerror="document.title=1"> and [a link](javascript:document.title=1)');
  await ben.sees(/onerror/u);
  await expect(ben.message(/onerror/u).locator('img')).toHaveCount(0);
  await expect(ben.message(/onerror/u).locator('a[href^="javascript:"]')).toHaveCount(0);
  await expect(ben.message(/onerror/u)).toContainText('Ada <b>bold</b>');
});
