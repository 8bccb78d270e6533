import type { Page } from '@playwright/test';

/** Lets the window of this page lose and gain the focus as a real one does; Playwright's pages have it always. */
export async function letFocusBeReal(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
}

/** Hides the tab of this page, or shows it again. A headless browser never hides one, so the page is told that it does. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (now ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** Ends the page as a crash of its process does. */
export async function crash(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It never answers.
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** Lets the page know of a locked machine, as a person can, and gives the lock to the test. */
export async function giveLock(page: Page): Promise<(locked: boolean) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  const { targetInfo } = await devtools.send('Target.getTargetInfo');
  const { browserContextId } = targetInfo;
  const browser = await page.context().browser()?.newBrowserCDPSession();
  if (browser === undefined || browserContextId === undefined) throw new Error('this page has no browser of its own');
  await browser.send('Browser.grantPermissions', { permissions: ['idleDetection'], browserContextId });
  return async (locked) => {
    await devtools.send('Emulation.setIdleOverride', { isUserActive: true, isScreenUnlocked: !locked });
  };
}
