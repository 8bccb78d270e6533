import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { FieldClient } from './field-client.ts';

/** Another program that holds the database: a process of its own, for within one nobody is locked out. */
async function hold(path: string): Promise<() => Promise<void>> {
  const program = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(${JSON.stringify(path)}).exec('BEGIN IMMEDIATE');
    console.log('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

/** Longer than the server waits for a busy database before it calls that an outage. */
const HELD_MS = 7000;

test('while nothing can be stored messages wait, and then come in order, once', async () => {
  const DATA_DIR = temporaryFolder();
  const { url } = await startLocal({ DATA_DIR });
  const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
  await ada.sayAndHear('Before');
  const release = await hold(join(DATA_DIR, 'parley.db'));
  for (const text of ['1', '2', '3']) ada.say(text, { optimisticId: text });
  await sleep(HELD_MS / 2);
  ada.send({ type: 'CLIENT_USER', user: { id: '', name: 'Ada' } });
  for (const text of ['4', '5']) ada.say(text);
  await sleep(HELD_MS / 2);
  expect(bo.texts).toEqual(['Before']);
  await release();
  await bo.hears(6);
  await ada.settled();
  expect(bo.texts).toEqual(['Before', '1', '2', '3', '4', '5']);
  expect(new Set(bo.heard.map(({ id }) => id)).size).toBe(6);
}, 40_000);
