import { expect, test } from './parley.ts';
import { Person } from './person.ts';

test('a paste that is too long is told before sending, and stays in the composer', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const lines = Array.from({ length: 2_000 }, (_, line) => `line ${line}`).join('\n');
  await ada.paste(lines);
  await expect(ada.page.getByText(/^2,889 characters too many/)).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.composer).toHaveValue(lines);
  await expect(ada.messages).toHaveCount(0);
  await ada.say('shorter');
  await ada.seesStored('shorter');
});

test('a paste of 100,000 lines is refused with words, and what was written stays', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.composer.fill('I was writing this');
  await ada.paste(Array.from({ length: 100_000 }, (_, line) => `line ${line}`).join('\n'));
  await expect(ada.page.getByText(/^1,088,889 characters are too many/)).toBeVisible();
  await expect(ada.composer).toHaveValue('I was writing this');
  await ada.composer.press('Enter');
  await ada.seesStored('I was writing this');
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

test('a browser that cannot sign is told what it lacks', async ({ page, server }) => {
  await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }));
  await page.goto(`${server.url}/lobby`);
  await expect(page.getByRole('heading', { name: 'Parley cannot start here' })).toBeVisible();
  await expect(page.getByText('This browser has no cryptography (WebCrypto) to make your key with.')).toBeVisible();
});

test('a page whose program cannot be fetched says so, and comes once it can', async ({ page, server }) => {
  await page.route('**/assets/program-*.js', (route) => route.abort());
  await page.goto(`${server.url}/lobby`);
  await expect(page.getByRole('heading', { name: 'Still loading' })).toBeVisible();
  await page.unroute('**/assets/program-*.js');
  await page.getByRole('link', { name: 'Reload' }).click();
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Still loading' })).toHaveCount(0);
});
