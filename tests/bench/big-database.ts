import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchProcess } from './bench-process.ts';
import type { FillCalls } from './fill-database.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a filled database follows from. Events of any age can be read (L7), so the concepts themselves are not among it. */
const SOURCES = [
  'drizzle/*.sql',
  'src/server/store/{schema,entry-row,search-index,search-token,segment-text}.ts',
  'tests/bench/{corpus,fill-database}.ts',
];

function hashSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).toSorted()) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * The data folder of a server with so many messages, under the system's temporary folder. Made where
 * it is missing, which takes minutes for a million; kept for the next run until what it follows from
 * changes. Those of older sources are removed.
 */
export async function bigDatabase(messages: number, progress: (text: string) => void): Promise<string> {
  const family = `parley-bench-${messages}-`;
  const name = family + hashSources();
  const folder = join(tmpdir(), name);
  if (existsSync(folder)) return folder;
  for (const other of readdirSync(tmpdir())) {
    if (other.startsWith(family)) rmSync(join(tmpdir(), other), { recursive: true, force: true });
  }
  const filler = new BenchProcess<FillCalls>(new URL('fill-database.ts', import.meta.url));
  try {
    const filled = filler.call('fill', { folder, messages }).then(() => true);
    const aWhile = (): Promise<boolean> => sleep(5000).then(() => false);
    while (!(await Promise.race([filled, aWhile()]))) {
      progress(`filling a database: ${await filler.call('progress', {})} of ${messages}`);
    }
  } finally {
    await filler.end();
  }
  return folder;
}
