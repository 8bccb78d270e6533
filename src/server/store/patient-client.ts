import { type Client, createClient } from '@libsql/client';
import { isBusy, sqliteCodes } from './sqlite-codes.ts';

/** How long one try waits inside libSQL, in ms: this process does nothing else meanwhile. */
const BLOCKING_MS = 50;

/** Between two tries, in ms: meanwhile others are served. */
const PAUSE_MS = 50;

/** How long a call is tried in all, in ms. */
const PATIENCE_MS = 5000;

/** A connection was made anew before this call's turn came: it did not happen. */
function isInterrupted(client: Client, cause: unknown): boolean {
  return !client.closed && sqliteCodes(cause).includes('CLIENT_CLOSED');
}

/** A client that waits while another program holds the database. */
export interface PatientClient {
  readonly client: Client;
  /** Makes the connection anew, with its settings. */
  renew(): Promise<void>;
}

/**
 * Opens the one connection of a server. While another program holds the database, a call is tried
 * again for some seconds, and the connection is made anew after each try: libsql-client-ts#352 leaves
 * the failed statement open, and later writes would then be answered well and rolled back.
 *
 * @param settings statements that every new connection begins with
 */
export async function patientClient(
  url: string,
  authToken: string | undefined,
  settings: readonly string[],
): Promise<PatientClient> {
  // One connection: overlapping use of a pool would open others, without our settings (see findings).
  const client = createClient({ url, concurrency: 1, timeout: BLOCKING_MS, ...(authToken === undefined ? {} : { authToken }) });

  async function renew(): Promise<void> {
    if (settings.length === 0) return;
    // Both start in this turn, so nobody gets the new connection before it has its settings.
    client.reconnect();
    await client.executeMultiple(settings.join(';'));
  }

  function patient<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          return await call(...args);
        } catch (cause) {
          if (isInterrupted(client, cause)) continue;
          if (!isBusy(cause)) throw cause;
          await renew();
          if (Date.now() >= end) throw cause;
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }
    };
  }

  Object.assign(client, { execute: patient(client.execute.bind(client)), batch: patient(client.batch.bind(client)) });
  await renew();
  return { client, renew };
}
