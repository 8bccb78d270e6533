import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('npm ci works on every platform: the lock names the packages of each', () => {
  const { stderr, status } = spawnSync(process.execPath, ['scripts/complete-lock.ts', '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the lock leaves the choice of registry to whoever installs', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved": "http');
});
