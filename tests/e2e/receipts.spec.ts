import type { Locator } from '@playwright/test';
import { letFocusBeReal } from './attention.ts';
import { expect, test } from './parley.ts';
import type { Person } from './person.ts';

/** The tick of a message, when it says this. */
function tick(of: Person, text: string, says: 'Stored' | 'Received' | 'Read'): Locator {
  return of.message(text).getByRole('button', { name: new RegExp(`^${says}`, 'u') });
}

async function openWay(of: Person, text: string): Promise<Locator> {
  await of
    .message(text)
    .getByRole('button', { name: /Show the way of this message$/u })
    .click();
  const way = of.page.getByRole('dialog', { name: 'The way of this message' });
  await expect(way).toBeVisible();
  return way;
}

test('a message is stored, received by another person’s device, and read once they really look', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await ada.say('Is anybody here?');
  await expect(tick(ada, 'Is anybody here?', 'Stored')).toBeVisible();
  const ben = await visitor('Ben');
  await expect(tick(ada, 'Is anybody here?', 'Read')).toBeVisible();

  await letFocusBeReal(ben.page);
  const elsewhere = await ben.page.context().newPage();
  await elsewhere.bringToFront();
  await expect.poll(() => ben.page.evaluate(() => document.hasFocus())).toBe(false);
  await ada.say('Are you still there?');
  await expect(tick(ada, 'Are you still there?', 'Received')).toBeVisible();
  await ben.sees('Are you still there?');
  // Every device tells once a second; a reader who looked would have told by now.
  await ada.say('One more');
  await expect(tick(ada, 'One more', 'Received')).toBeVisible();
  await expect(tick(ada, 'Are you still there?', 'Received')).toBeVisible();
  await ben.page.bringToFront();
  await expect(tick(ada, 'One more', 'Read')).toBeVisible();
  await expect(tick(ada, 'Are you still there?', 'Read')).toBeVisible();
});

test('what is below the end of the screen is not read', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben', { viewport: { width: 1000, height: 500 } });
  for (let index = 1; index <= 25; index++) await ada.say(`Line ${index}`);
  await expect(tick(ada, 'Line 25', 'Read')).toBeVisible();
  await ben.page.getByRole('feed').hover();
  await ben.page.mouse.wheel(0, -4000);
  await expect(ben.message('Line 1').first()).toBeInViewport();
  await ada.say('Far below');
  await expect(tick(ada, 'Far below', 'Received')).toBeVisible();
  await ben.page.getByRole('button', { name: /new message/u }).click();
  await expect(tick(ada, 'Far below', 'Read')).toBeVisible();
});

test('the way of a message tells who has it, who read it, and who not yet', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const cy = await visitor('Cy');
  await letFocusBeReal(cy.page);
  const elsewhere = await cy.page.context().newPage();
  await elsewhere.bringToFront();
  await expect.poll(() => cy.page.evaluate(() => document.hasFocus())).toBe(false);
  await ada.say('Who reads this?');
  await ben.sees('Who reads this?');
  await expect(tick(ada, 'Who reads this?', 'Read')).toBeVisible();
  const way = await openWay(ada, 'Who reads this?');
  await expect(way).toContainText(/Our server.*, no\. \d+/u);
  await expect(way).toContainText('Received by 2 of 2');
  await expect(way).toContainText(/Read by 1 of 2Ben \d\d:\d\d/u);
  await expect(way).toContainText('Not yet: Cy');
  await cy.page.bringToFront();
  await expect(way).toContainText('Read by 2 of 2');
  await ada.page.keyboard.press('Escape');
  await expect(way).toBeHidden();
});

test('who turns read receipts off sends none and sees none', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ben.page.getByRole('button', { name: 'Your profile and settings' }).click();
  await ben.page.getByRole('group', { name: 'Read receipts' }).getByRole('radio', { name: 'Off' }).check();
  await ben.page.keyboard.press('Escape');
  await ada.say('Do you read me?');
  await expect(tick(ada, 'Do you read me?', 'Received')).toBeVisible();
  await ben.say('I do not tell.');
  await expect(tick(ben, 'I do not tell.', 'Received')).toBeVisible();
  const way = await openWay(ada, 'Do you read me?');
  await expect(way).toContainText('Read by 0 of 0');
  await ada.page.keyboard.press('Escape');
  const his = await openWay(ben, 'I do not tell.');
  await expect(his).toContainText('Your read receipts are off');
  await ben.page.keyboard.press('Escape');
  await ben.page.reload();
  await expect(tick(ben, 'I do not tell.', 'Received')).toBeVisible();
});

test('ticks do not fall back when the page is opened again without a connection to the server', async ({ visitor }) => {
  const ada = await visitor('Ada');
  await visitor('Ben');
  await ada.say('Remember this');
  await expect(tick(ada, 'Remember this', 'Read')).toBeVisible();
  await ada.page.routeWebSocket(/./u, () => undefined);
  await ada.page.reload();
  await expect(tick(ada, 'Remember this', 'Read')).toBeVisible();
});
