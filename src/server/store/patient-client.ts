import { type Client, createClient } from '@libsql/client';
import { EmbeddedClient } from './embedded-client.ts';
import { isBusy } from './sqlite-codes.ts';

/** How long one try waits inside libSQL, in ms: this process does nothing else meanwhile. */
const BLOCKING_MS = 50;

/** Between two tries, in ms: meanwhile others are served. */
const PAUSE_MS = 50;

/** How long a call is tried in all, in ms. */
const PATIENCE_MS = 5000;

/** A client that waits while another program holds the database. */
export interface PatientClient {
  readonly client: Client;
  /** Makes the connection anew, with its settings. */
  renew(): void;
}

/**
 * Makes a client patient. While another program holds the database, a call is tried again for some
 * seconds, and the connection is made anew after each try: libsql-client-ts#352 leaves the failed
 * statement open, and later writes would then be answered well and rolled back.
 */
function patientClient(client: Client): PatientClient {
  function renew(): void {
    // A remote database is asked anew with each call.
    if (client instanceof EmbeddedClient) client.reconnect();
  }

  function patient<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          return await call(...args);
        } catch (cause) {
          if (!isBusy(cause)) throw cause;
          renew();
          if (Date.now() >= end) throw cause;
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }
    };
  }

  Object.assign(client, { execute: patient(client.execute.bind(client)), batch: patient(client.batch.bind(client)) });
  return { client, renew };
}

/**
 * Opens the one connection to a database file.
 *
 * @param settings statements that every new connection begins with
 * @throws {LibsqlError} where it cannot be opened
 */
export function openFile(path: string, settings: readonly string[]): PatientClient {
  return patientClient(new EmbeddedClient(path, settings, BLOCKING_MS));
}

/** A client of a database elsewhere, which gets one call at a time, in order. */
export function openRemote(url: string, authToken: string | undefined): PatientClient {
  return patientClient(createClient({ url, concurrency: 1, ...(authToken === undefined ? {} : { authToken }) }));
}
