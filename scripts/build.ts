/**
 * Builds the page into dist/client. With `--if-changed` only where its sources changed since the
 * last build: a hash of them is kept beside it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'dist/client/index.html');
const HASH = join(ROOT, 'dist/client.sha256');

/** Everything that the built page follows from. */
const SOURCES = ['src/client/**', 'src/shared/**', 'vite.config.ts', 'package-lock.json'];

function hashSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).toSorted()) {
    const file = join(ROOT, path);
    if (statSync(file).isFile()) hash.update(JSON.stringify([path, readFileSync(file, 'base64')]));
  }
  return hash.digest('hex');
}

function build(): void {
  // A build that fails half-way must not pass for one that is done.
  rmSync(HASH, { force: true });
  const wanted = hashSources();
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  // Standard output is the server's log, so the builder speaks on standard error.
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The page could not be built.');
  writeFileSync(HASH, wanted);
}

/** Builds the page where it is not what its sources make. @throws where that fails. */
export function buildIfChanged(): void {
  if (!existsSync(PAGE) || !existsSync(HASH) || readFileSync(HASH, 'utf8') !== hashSources()) build();
}

if (import.meta.main) {
  if (process.argv.includes('--if-changed')) buildIfChanged();
  else build();
}
