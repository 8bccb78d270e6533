import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { z } from 'zod';
import { emptyWal, eraserOf } from './empty-wal.ts';
import { lockFolder } from './lock.ts';
import { metaValue } from './meta-value.ts';
import { openFile, openRemote } from './patient-client.ts';
import { APPLICATION_ID, DatabaseRefused, preflight } from './preflight.ts';
import * as schema from './schema.ts';

/** The one open database of a server. */
export interface Database {
  /** The only connection that writes. Raw statements, in batches, on the hot path. */
  readonly client: Client;
  /** The same connection through drizzle, for typed reads. */
  readonly query: LibSQLDatabase<typeof schema>;
  /** Names this log; cursors of another epoch are void. */
  readonly epoch: string;
  /** Takes what a commit erased out of what lies beside the database file, too (L6). */
  erase(): Promise<void>;
  /** Brings all that is stored into the one file, as far as other programs let us. */
  settle(): Promise<void>;
  /** Makes the connection anew, with its settings. */
  renew(): void;
  close(): void;
}

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle', import.meta.url));

/** Settings of the embedded connection. `FULL`: what is acknowledged survives power loss (L5). `secure_delete`: erased bytes are overwritten (L6). */
const PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA secure_delete = ON',
  'PRAGMA temp_store = MEMORY',
  'PRAGMA cache_size = -65536',
];

function newestMigration(): number {
  const journal: unknown = JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8'));
  const { entries } = z.object({ entries: z.array(z.object({ when: z.number() })).min(1) }).parse(journal);
  return Math.max(...entries.map((entry) => entry.when));
}

/** A relative path, as in `file:data/parley.db`, is not for the platform's parser. */
function filePath(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : decodeURIComponent(url.slice('file:'.length));
}

/** Marks the file as ours, once: a full or read-only disk must not keep us from reading what is there. */
async function mark(client: Client): Promise<void> {
  const { rows } = await client.execute('PRAGMA application_id');
  if (Number(rows[0]?.['application_id']) !== APPLICATION_ID) await client.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/**
 * Opens the database, checks it, and brings it to today's schema.
 *
 * @param url `file:…`, or `libsql://…` with a token
 * @throws {DatabaseRefused} where it is damaged, newer than this program, not ours, or in use
 */
export async function openDatabase(url: string, authToken?: string): Promise<Database> {
  const embedded = url.startsWith('file:');
  let unlock = (): void => undefined;
  if (embedded) {
    const path = filePath(url);
    mkdirSync(dirname(path), { recursive: true });
    unlock = lockFolder(dirname(path));
    try {
      preflight(path, newestMigration());
    } catch (cause) {
      unlock();
      throw cause;
    }
  }
  try {
    const { client, renew } = embedded ? openFile(filePath(url), PRAGMAS) : openRemote(url, authToken);
    if (embedded) await mark(client);
    const query = drizzle({ client, schema });
    await migrate(query, { migrationsFolder: MIGRATIONS });
    const epoch = await metaValue(client, 'epoch', () => randomUUID().replaceAll('-', '').slice(0, 12));
    const close = (): void => {
      client.close();
      unlock();
    };
    const erase = embedded ? eraserOf(client) : () => Promise.resolve();
    const settle = async (): Promise<void> => {
      if (embedded) await emptyWal(client);
    };
    return { client, query, epoch, renew, erase, settle, close };
  } catch (cause) {
    unlock();
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw new DatabaseRefused(`The database ${embedded ? filePath(url) : 'at DATABASE_URL'} cannot be opened: ${reason}`, {
      cause,
    });
  }
}
