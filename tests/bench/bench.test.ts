import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import type { Table } from './table.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'parley-bench-test-'));
const MAIN = resolve(import.meta.dirname, 'main.ts');

function bench(...parameters: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [MAIN, ...parameters]);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Only that it works: how fast anything is depends on what else the machine does, and fails no test.
test('the bench measures Parley beside ws and socket.io and writes it down', { timeout: 60_000 }, async () => {
  const json = join(folder, 'bench.json');
  const { stdout } = await bench('--quick', '--seconds', '0.1', '--only', 'fan-out', '--subscribers', '7', '--json', json);
  expect(stdout).toContain('Fan-out');
  const { tables } = JSON.parse(readFileSync(json, 'utf8')) as { tables: Table[] };
  expect(tables.map(({ name }) => name)).toEqual(['fan-out']);
  const rows = tables[0]?.rows ?? [];
  expect(rows.map(({ subscribers, load }) => [subscribers, load])).toEqual([
    [7, 'paced'],
    [7, 'bursts'],
  ]);
  for (const row of rows) {
    for (const column of ['ws', 'socketIo', 'parley', 'parleyRatio']) expect(row[column], column).toBeGreaterThan(0);
  }
});

test('a table that does not exist is told from those that do', async () => {
  await expect(bench('--only', 'speed')).rejects.toThrow(
    /There is no table speed[^]*fan-out\|durable\|presence\|memory\|million/u,
  );
});
