import type { BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { PageOfTests } from '#tests/support/page-of-tests.ts';
import type * as Parts from './adapters-in-a-page.ts';

declare global {
  /** The adapters, as the page took them in. */
  var parts: typeof Parts;
}

/** A browser with the adapters in its pages. */
export interface AdapterPages {
  pages: PageOfTests;
  /** The browser of somebody. */
  person: BrowserContext;
  /** A tab of it. */
  tab: Page;
}

/** Opens a browser for a test file, and somebody's tab in it for each test; one for all tests where they clear up what they find. */
export function useAdapters({ fresh }: { fresh: boolean }): AdapterPages {
  const here = {} as AdapterPages;
  beforeAll(async () => {
    here.pages = await PageOfTests.with('tests/contracts/adapters-in-a-page.ts');
  });
  afterAll(() => here.pages[Symbol.asyncDispose]());
  const [before, after] = fresh ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    here.person = await here.pages.person();
    here.tab = await here.pages.tab(here.person);
  });
  after(() => here.person.close());
  return here;
}
