import type { Locator } from '@playwright/test';
import { crash, giveLock, setHidden } from './attention.ts';
import { expect, test } from './parley.ts';
import type { Person } from './person.ts';

/** Somebody’s row in a group of the people panel. */
function inGroup(of: Person, group: string, name: string): Locator {
  const panel = of.page.getByRole('complementary', { name: 'People' });
  return panel.getByRole('region', { name: group }).getByRole('listitem').filter({ hasText: name });
}

function typingLine(of: Person): Locator {
  return of.page.locator('[data-typing]');
}

test('people stand where they are: here now, away while their tab is hidden, not here once it is closed', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await expect(inGroup(ada, 'Here now', 'Ada')).toContainText('you');
  await setHidden(ben.page, true);
  await expect(inGroup(ada, 'Away', 'Ben')).toContainText('Away');
  await setHidden(ben.page, false);
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await ben.page.close();
  await expect(inGroup(ada, 'Not here', 'Ben')).toContainText(/Seen \d\d:\d\d/u, { timeout: 15_000 });
});

test('a person with two tabs stays while one is open, and a reload is not seen at all', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  const second = await ben.page.context().newPage();
  await second.goto(ben.page.url());
  await expect(second.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
  await ada.page.evaluate(() => {
    const watched = globalThis as { gone?: boolean };
    const look = (): void => {
      if (document.body.innerText.includes('Not here')) watched.gone = true;
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await ben.page.reload();
  await expect(ben.composer).toBeVisible();
  await second.close();
  // Longer than the grace after which somebody without any device is gone.
  await ben.composer.pressSequentially('Still here', { delay: 600 });
  await expect(typingLine(ada)).toHaveText('Ben is typing');
  expect(await ada.page.evaluate(() => (globalThis as { gone?: boolean }).gone)).toBeUndefined();
});

test('who types is shown to the others, and not to themselves; it ends with the message', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const cy = await visitor('Cy');
  await ben.composer.pressSequentially('I thi');
  await expect(typingLine(ada)).toHaveText('Ben is typing');
  await expect(inGroup(ada, 'Here now', 'Ben')).toContainText('Typing…');
  await cy.composer.pressSequentially('So do');
  await expect(typingLine(ada)).toHaveText('Ben and Cy are typing');
  await expect(typingLine(ben)).toHaveText('Cy is typing');
  await ben.composer.press('Enter');
  await expect(typingLine(ada)).toHaveText('Cy is typing');
  await cy.composer.fill('');
  await expect(typingLine(ada)).toHaveText('');
});

test('typing never sticks: not when it is left, and not when the browser crashes', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  await ben.composer.pressSequentially('I thi');
  await expect(typingLine(ada)).toHaveText('Ben is typing');
  await expect(typingLine(ada)).toHaveText('', { timeout: 9000 });
  await ben.composer.pressSequentially('nk');
  await expect(typingLine(ada)).toHaveText('Ben is typing');
  await crash(ben.page);
  await expect(typingLine(ada)).toHaveText('', { timeout: 9000 });
  await expect(inGroup(ada, 'Not here', 'Ben')).toBeVisible({ timeout: 15_000 });
});

test('nobody is at a device without input for five minutes', async ({ visitor, server, browser }) => {
  const ada = await visitor('Ada');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${server.url}/lobby`);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ben');
  await page.getByRole('button', { name: /^Join / }).click();
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await page.clock.fastForward('05:01');
  await expect(inGroup(ada, 'Away', 'Ben')).toBeVisible();
  await page.mouse.move(200, 200);
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await context.close();
});

test('a locked machine is away, where its person allowed the page to know', async ({ visitor }) => {
  const ada = await visitor('Ada');
  const ben = await visitor('Ben');
  const setLocked = await giveLock(ben.page);
  await ben.page.reload();
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await setLocked(true);
  await expect(inGroup(ada, 'Away', 'Ben')).toBeVisible();
  await setLocked(false);
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
});

test('without a connection presence is what it was, and says as of when', async ({ visitor, server }) => {
  const ada = await visitor('Ada');
  await visitor('Ben');
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible();
  await server.kill9();
  const panel = ada.page.getByRole('complementary', { name: 'People' });
  await expect(panel.getByRole('heading', { name: /^As of \d\d:\d\d$/u })).toBeVisible();
  await expect(panel.getByRole('heading', { name: 'Here now' })).toHaveCount(0);
  await server.restart();
  await expect(inGroup(ada, 'Here now', 'Ben')).toBeVisible({ timeout: 30_000 });
});
