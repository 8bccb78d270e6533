import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** Why a database is not opened. Nothing in it was touched. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** "Prly" in ASCII: the SQLite application id that marks our files. */
export const APPLICATION_ID = 0x50726c79;

/** Up to this size the whole file is checked at start; a larger one would delay the start by seconds. */
const FULL_CHECK_BYTES = 256 * 1024 * 1024;

/**
 * Looks at a database file through a read-only connection before anything writes to it.
 *
 * @param path the file; one that does not exist or is empty is fine
 * @param newestMigration `when` of the newest migration this program knows, ms since 1970
 * @throws {DatabaseRefused} where the file is damaged, is not ours, or was written by a newer Parley
 */
export function preflight(path: string, newestMigration: number): void {
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (!stat.isFile()) throw new DatabaseRefused(`${path} is not a file.`);
  if (stat.size === 0) return;
  let database: DatabaseSync | undefined;
  try {
    // Where there is no write-ahead log, SQLite is told that nothing changes, or it would lay one beside the file.
    const location = existsSync(`${path}-wal`) ? path : new URL(`${pathToFileURL(path).href}?immutable=1`);
    database = new DatabaseSync(location, { readOnly: true });
    const single = (sql: string): unknown => Object.values(database?.prepare(sql).get() ?? {})[0];
    const tables = Number(single(`SELECT count(*) FROM sqlite_master WHERE type = 'table'`));
    if (tables === 0) return;
    if (single(`PRAGMA application_id`) !== APPLICATION_ID) {
      throw new DatabaseRefused(`${path} is a database of another program. Choose another DATABASE_URL or DATA_DIR.`);
    }
    if (single(`SELECT count(*) FROM sqlite_master WHERE name = '__drizzle_migrations'`) === 1) {
      const newest = Number(single('SELECT max(created_at) FROM __drizzle_migrations'));
      if (newest > newestMigration) {
        throw new DatabaseRefused(
          `${path} was written by a newer version of Parley. Start that version, or restore an older backup.`,
        );
      }
    }
    const verdict = stat.size > FULL_CHECK_BYTES ? 'ok' : single('PRAGMA quick_check(1)');
    if (verdict !== 'ok')
      throw new DatabaseRefused(`${path} is damaged (${String(verdict)}). Restore a backup; nothing was changed.`);
  } catch (cause) {
    if (cause instanceof DatabaseRefused) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseRefused(`${path} cannot be read as a database (${reason}). Restore a backup; nothing was changed.`, {
      cause,
    });
  } finally {
    database?.close();
  }
}
