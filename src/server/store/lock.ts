import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseRefused } from './preflight.ts';

/** Result codes of SQLite (sqlite.org/rescode.html) that say why a lock cannot be taken. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

function codeOf(cause: unknown): number {
  return ((cause as { errcode?: number }).errcode ?? 0) & 0xff;
}

/** Says, to whoever is refused, which process has the folder. Not being able to is no reason to stop. */
function sign(lock: DatabaseSync): void {
  try {
    lock.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT`);
  } catch (cause) {
    if (codeOf(cause) === BUSY) throw cause;
    if (lock.isTransaction) lock.exec('ROLLBACK');
  }
}

function holderOf(lock: DatabaseSync): string {
  const holder = lock.prepare('PRAGMA user_version').get()?.['user_version'];
  return typeof holder === 'number' && holder > 0 ? ` (process ${holder})` : '';
}

/**
 * Takes the data folder for this process: two servers on one log would not hear of each other's
 * entries. The lock is a write transaction on a file of its own, which the system ends with the
 * process, however that ends: no number in a file that may be another program's by now.
 *
 * @returns a function that gives the folder back
 * @throws {DatabaseRefused} where another running process has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'parley.lock');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path);
    sign(lock);
    lock.exec('BEGIN IMMEDIATE');
    const held = lock;
    return () => held.close();
  } catch (cause) {
    const code = codeOf(cause);
    const holder = code === BUSY && lock !== undefined ? holderOf(lock) : '';
    lock?.close();
    if (code === BUSY)
      throw new DatabaseRefused(`Another Parley${holder} already uses ${folder}. Give this one its own DATA_DIR.`);
    if (code === NOT_A_DATABASE) {
      rmSync(path, { force: true });
      return lockFolder(folder);
    }
    // A folder that cannot be written cannot be locked, and cannot be written by anybody else either.
    return () => undefined;
  }
}
