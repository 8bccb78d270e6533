import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build } from 'vite';
import type { BrowserIdentity } from '#client/sdk/browser-identity.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from '#tests/support/browser.ts';

declare global {
  /** The module under test, as the page took it in. */
  var parley: { browserIdentity: () => Promise<BrowserIdentity> };
}

const PAGE = '<!doctype html><script type="module">import * as parley from "/identity.js"; globalThis.parley = parley;</script>';

let server: Server;
let browser: Browser;
let person: BrowserContext;
let port: number;

beforeAll(async () => {
  const script = await bundle();
  server = createServer((request, response) => {
    const isScript = request.url === '/identity.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  const executablePath = findChromium();
  const args = [...CHROMIUM_ARGUMENTS, '--host-resolver-rules=MAP chat.test 127.0.0.1'];
  browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
});
afterAll(async () => {
  await browser.close();
  server.close();
});
beforeEach(async () => {
  person = await browser.newContext();
});
afterEach(() => person.close());

/** The module as a browser gets it. */
async function bundle(): Promise<string> {
  const entry = new URL('../../src/client/sdk/browser-identity.ts', import.meta.url).pathname;
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['es'], fileName: 'identity' } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const [chunk] = outputs.flatMap((each) => ('output' in each ? each.output : []));
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  return chunk.code;
}

async function openTab(host = '127.0.0.1'): Promise<Page> {
  const page = await person.newPage();
  await page.goto(`http://${host}:${port}/`);
  return page;
}

/** Takes the identity of a tab and lets it sign. */
function identify(page: Page) {
  return page.evaluate(async () => {
    const { userId, publicKey, persistent, sign } = await parley.browserIdentity();
    return { userId, publicKey, persistent, signature: await sign('parley.test', new TextEncoder().encode('hello')) };
  });
}

async function expectValid({ publicKey, signature }: { publicKey: string; signature: string }): Promise<void> {
  expect(await verifySignature(publicKey, 'parley.test', new TextEncoder().encode('hello'), signature)).toBe(true);
}

describe('the key of a browser', () => {
  test('signs what a server accepts, and is the same after a reload', async () => {
    const page = await openTab();
    const first = await identify(page);
    await expectValid(first);
    expect(first.persistent).toBe(true);
    await page.reload();
    expect(await identify(page)).toEqual(first);
  });

  test('is one key for tabs that start at once', async () => {
    for (let round = 0; round < 3; round++) {
      const tabs = await Promise.all([1, 2, 3, 4].map(() => openTab()));
      const identities = await Promise.all(tabs.map(identify));
      expect(new Set(identities.map(({ userId }) => userId)).size).toBe(1);
      await person.close();
      person = await browser.newContext();
    }
  });

  test('is another one for another origin and for another person', async () => {
    const ours = await identify(await openTab());
    const elsewhere = await identify(await openTab('localhost'));
    await person.close();
    person = await browser.newContext();
    const theirs = await identify(await openTab());
    expect(new Set([ours, elsewhere, theirs].map(({ userId }) => userId)).size).toBe(3);
  });

  test('cannot be read out by a script', async () => {
    const page = await openTab();
    await identify(page);
    const outcome = await page.evaluate(async () => {
      const opening = indexedDB.open('parley-identity');
      await new Promise((done) => (opening.onsuccess = done));
      const reading = opening.result.transaction('key').objectStore('key').get('self');
      await new Promise((done) => (reading.onsuccess = done));
      const { privateKey } = reading.result as CryptoKeyPair;
      return crypto.subtle.exportKey('pkcs8', privateKey).then(String, (error: Error) => error.name);
    });
    expect(outcome).toBe('InvalidAccessError');
  });
});

describe('a browser that lacks something', () => {
  test('keeps the key for the page only where it stores nothing, and says so', async () => {
    for (const lacking of [
      () =>
        (IDBFactory.prototype.open = () => {
          throw new DOMException('denied', 'SecurityError');
        }),
      () =>
        (IDBObjectStore.prototype.put = () => {
          throw new DOMException('no keys here', 'DataCloneError');
        }),
      () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }),
    ]) {
      await person.addInitScript(lacking);
      const identity = await identify(await openTab());
      expect(identity.persistent).toBe(false);
      await expectValid(identity);
      await person.close();
      person = await browser.newContext();
    }
  });

  test('is told that it cannot sign with Ed25519, and which browsers can', async () => {
    await person.addInitScript(() => {
      const lacking = () => Promise.reject(new DOMException('unknown', 'NotSupportedError'));
      Object.assign(SubtleCrypto.prototype, { generateKey: lacking });
    });
    await expect(identify(await openTab())).rejects.toThrow(
      'This browser cannot sign with Ed25519 keys. Chrome and Edge can from version 137',
    );
  });

  test('is told to use https where the page came without it', async () => {
    await expect(identify(await openTab('chat.test'))).rejects.toThrow('This page was opened without https');
  });
});
