import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

/** Starts `npm start` in a process group of its own, as a service manager does, and collects what it logs. */
function npmStart(environment: Record<string, string>) {
  const child = spawn('npm', ['start'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const { pid } = child;
  onTestFinished(() => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // The whole group has ended, as it should.
    }
  });
  const listening = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const url = /"url":"([^"]+)".*"msg":"listening"/u.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return { child, lines, listening, ended, said: () => said };
}

test('npm start builds the page, serves it, and drains when npm is told to stop', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { child, lines, listening, ended } = npmStart({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder });
  const url = await listening;
  const page = await fetch(`${url}/lobby`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="root">');

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(lines.join('\n')).toContain('"signal":"SIGTERM"');
  await expect(fetch(url)).rejects.toThrow();
});

test('npm start ends with code 2 and says all that is wrong with the configuration', { timeout: 120_000 }, async () => {
  const { ended, said } = npmStart({ PORT: 'http', LOG_LEVEL: 'loud' });
  expect(await ended).toBe(2);
  expect(said()).toMatch(/PORT must be .*LOG_LEVEL must be /su);
});
