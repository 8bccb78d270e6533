import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './parley.ts';

/** What axe finds wrong, a line each. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

const LOOKS = [
  { look: 'light', options: { colorScheme: 'light' } },
  { look: 'dark', options: { colorScheme: 'dark' } },
  { look: 'phone', options: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
] as const;

for (const { look, options } of LOOKS) {
  test(`axe finds nothing on the first visit, ${look}`, async ({ browser, server }) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${server.url}/lobby`);
    await expect(page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  test(`axe finds nothing in a channel, empty and with messages, ${look}`, async ({ visitor }) => {
    const ada = await visitor('Ada Byron', { ...options, path: '/lobby/general' });
    expect(await violations(ada.page)).toEqual([]);
    const ben = await visitor('Ben Okri', { ...options, path: '/lobby/general' });
    await ben.say('Plain, **bold**, `code`, and https://example.org');
    await ada.say('> a quote\n\n- a list\n\n```js\nlet code = 1;\n```');
    await ada.seesStored('a list');
    await ada.sees('Plain');
    expect(await violations(ada.page)).toEqual([]);
  });
}
