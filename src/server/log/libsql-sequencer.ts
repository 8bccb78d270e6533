import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import { configureConnection, type Database } from '../store/database.ts';
import { ingest } from './ingest.ts';
import { isBusy, outageOf } from './outage.ts';
import type { Sequencer } from './sequencer.ts';

/** How often a write is tried while another connection holds the database; each try waits up to 5 s inside libSQL. */
const BUSY_TRIES = 4;

async function newest(database: Database): Promise<{ seq: number; at: number }> {
  const found = await database.client.execute('SELECT seq, at FROM log ORDER BY seq DESC LIMIT 1');
  return { seq: Number(found.rows[0]?.['seq'] ?? 0), at: Number(found.rows[0]?.['at'] ?? 0) };
}

/** The embedded Sequencer: one process, one libSQL database, one write at a time. */
export async function openLibsqlSequencer(database: Database, now: () => number = Date.now): Promise<Sequencer> {
  let last = await newest(database);
  let writing = Promise.resolve();

  /** After any failed write the connection is made anew: libsql-client-ts#352 could lose a later one otherwise. */
  async function recover(): Promise<void> {
    database.client.reconnect();
    if (database.embedded) await configureConnection(database.client);
    last = await newest(database);
  }

  async function write(events: readonly Event[]): Promise<Entry[]> {
    for (let attempt = 1; ; attempt++) {
      // Time never falls within a log, whatever is done to the server's clock.
      const at = Math.max(now(), last.at);
      const entries = events.map((event, index) => ({ seq: last.seq + 1 + index, at, event }));
      try {
        await ingest(database, entries);
        last = { seq: last.seq + entries.length, at };
        return entries;
      } catch (cause) {
        const before = last.seq;
        await recover().catch(() => undefined);
        if (last.seq === before + entries.length) return entries;
        if (attempt >= BUSY_TRIES || !isBusy(cause)) throw outageOf(cause);
      }
    }
  }

  return {
    epoch: database.epoch,
    get head() {
      return last.seq;
    },
    append(events) {
      const result = writing.then(() => write(events));
      writing = result.then(
        () => undefined,
        () => undefined,
      );
      return result;
    },
  };
}
