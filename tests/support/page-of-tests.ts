import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { CHROMIUM_ARGUMENTS, findChromium } from './browser.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = '<!doctype html><script type="module">import * as parts from "/parts.js"; globalThis.parts = parts;</script>';

/** A real Chromium with pages that have a module of the tests in them, as `globalThis.parts`. */
export class PageOfTests implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;
  readonly #browser: Browser;

  /** @param entry the module, from the top folder */
  static async with(entry: string): Promise<PageOfTests> {
    const script = await bundle(resolve(ROOT, entry));
    const server = createServer((request, response) => {
      const isScript = request.url === '/parts.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : PAGE);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const executablePath = findChromium();
    const browser = await chromium.launch({
      args: CHROMIUM_ARGUMENTS,
      ...(executablePath === undefined ? {} : { executablePath }),
    });
    return new PageOfTests(server, browser);
  }

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A browser that nobody used before. */
  person(): Promise<BrowserContext> {
    return this.#browser.newContext();
  }

  /** A tab of it, with the module. */
  async tab(person: BrowserContext): Promise<Page> {
    const page = await person.newPage();
    await page.goto(this.origin);
    await page.waitForFunction(() => 'parts' in globalThis);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'parts' } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const [chunk] = outputs.flatMap((each) => ('output' in each ? each.output : []));
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  return chunk.code;
}
