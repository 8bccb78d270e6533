import type { Client } from '@libsql/client';

/** Between two tries while another program reads the database, in ms. */
const PAUSE_MS = 1000;

/**
 * Copies the write-ahead log back into the database file and empties it; until then it holds pages
 * as they were before.
 *
 * @returns whether it is empty now; not where another program was reading
 */
export async function emptyWal(client: Client): Promise<boolean> {
  const { rows } = await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  return Number(rows[0]?.['busy']) === 0;
}

/**
 * Makes the function that takes what was erased out of the write-ahead log too (L6). While another
 * program keeps it from that it is tried again later: nobody's message waits for a backup.
 */
export function eraserOf(client: Client): () => Promise<void> {
  let again: NodeJS.Timeout | undefined;
  return async function erase() {
    clearTimeout(again);
    if (client.closed) return;
    const done = await emptyWal(client).catch(() => false);
    if (!done) again = setTimeout(() => void erase(), PAUSE_MS).unref();
  };
}
