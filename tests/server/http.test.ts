import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { readConfig } from '#server/config.ts';
import { startServer, type Server } from '#server/server.ts';
import { sendBytes } from '#tests/support/raw-client.ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PAGE = resolve(import.meta.dirname, '../../dist/client');

let folder: string;
let server: Server;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'));
  server = await startServer(
    readConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'fatal', HTTP_REQUESTS_PER_MINUTE: '100000' }),
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Asks for a path just as it is written; `fetch` would tidy it up. */
function ask(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(server.url);
    get({ hostname, port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(parts),
        }),
      );
    }).on('error', failed);
  });
}

const asset = () => readdirSync(join(PAGE, 'assets')).find((name) => name.endsWith('.js')) ?? '';

test('/healthz says that it is well', async () => {
  const { status, headers, body } = await ask('/healthz');
  expect([status, headers['cache-control'], JSON.parse(body.toString())]).toEqual([
    200,
    'no-store',
    { status: 'ok', storage: 'ok' },
  ]);
});

test('/metrics are Prometheus text', async () => {
  const { status, headers, body } = await ask('/metrics');
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/u);
  for (const line of body
    .toString()
    .split('\n')
    .filter((text) => text !== ''))
    expect(line).toMatch(/^(?:#|[a-z_0-9]+(?:\{[^}]*\})? \S+$)/u);
});

describe('the page', () => {
  test.each(
    ['/', '/lobby', '/lobby/general', '/日本語', '/lobby?x=1', '/a.b', '/lobby/general/01890000'].map((path) => encodeURI(path)),
  )('is served at %s, and asked for anew each time', async (path) => {
    const { status, headers, body } = await ask(path, { accept: 'text/html' });
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/html/u);
    expect(headers['cache-control']).toBe('no-cache');
    expect(body.toString()).toContain('<div id="');
  });

  test('lets nothing run or load that is not its own', async () => {
    const policy = (await ask('/lobby')).headers['content-security-policy'] ?? '';
    const directives = new Map(
      policy
        .split(';')
        .map((part) => part.trim().split(/\s+/u))
        .map(([name = '', ...values]) => [name, values.join(' ')]),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src'])
      expect(directives.get(name), name).toBe("'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/u);
  });

  test('tells its neighbours nothing', async () => {
    const { headers } = await ask('/lobby');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('assets', () => {
  test('are kept for a year, for their name changes with what is in them', async () => {
    const { status, headers, body } = await ask(`/assets/${asset()}`);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toMatch(/javascript/u);
    expect(body.equals(readFileSync(join(PAGE, 'assets', asset())))).toBe(true);
  });

  test('are compressed for who can read that', async () => {
    const { headers, body } = await ask(`/assets/${asset()}`, { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).equals(readFileSync(join(PAGE, 'assets', asset())))).toBe(true);
    expect((await ask(`/assets/${asset()}`, { 'accept-encoding': 'br' })).headers['content-encoding']).toBe('br');
  });

  test('that are not there are not the page: an old page must not take it for a script', async () => {
    for (const path of ['/assets/gone-123.js', '/assets/', '/main.js', '/x.css', '/assets/../assets/nothing.js']) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});

describe('whoever looks for other files', () => {
  const SECRETS = /"name": ?"parley"|SQLite format|root:.*:0:0|createRequire|import process/u;
  test.each([
    '/../package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/assets//etc/passwd',
    '/%00',
    '/assets/%00.js',
    '/%',
    '/%ff',
    '/.git/config',
    '/src/server/main.ts',
    '/parley.db',
    '/data/parley.db',
  ])('%s: finds none', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBeLessThan(500);
    expect(body.toString('latin1')).not.toMatch(SECRETS);
  });

  test('requests that are no HTTP end without harm', async () => {
    expect(await sendBytes(server.url, 'GET / HTTP/9.9\r\n\r\n', 300)).not.toMatch(SECRETS);
    expect(await sendBytes(server.url, `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 300)).toMatch(
      /^HTTP\/1\.1 4\d\d|^$/u,
    );
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('other methods are refused, and nothing is taken in', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${server.url}/lobby`, { method, body: 'x' });
      expect([404, 405, 415], method).toContain(response.status);
    }
    expect((await fetch(`${server.url}/lobby`, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBeLessThan(500);
  });
});
