import { openSync, closeSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseRefused } from './preflight.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes the data folder for this process: two servers on one log would not hear of each other's
 * entries. A lock left by a killed process is taken over.
 *
 * @returns a function that gives the folder back
 * @throws {DatabaseRefused} where another running process has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'parley.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      // A read-only folder cannot be locked, and cannot be written by anybody else either.
      if (code === 'EROFS' || code === 'EACCES' || code === 'ENOSPC') return () => undefined;
      if (code !== 'EEXIST') throw cause;
    }
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder !== process.pid && holder > 0 && isAlive(holder)) {
      throw new DatabaseRefused(`Another Parley (process ${holder}) already uses ${folder}. Give this one its own DATA_DIR.`);
    }
    rmSync(path, { force: true });
  }
  throw new DatabaseRefused(`${folder} could not be locked.`);
}
