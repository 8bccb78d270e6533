import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Database } from '../store/database.ts';
import { ingest } from './ingest.ts';
import { outageOf } from './outage.ts';
import type { Sequencer } from './sequencer.ts';

interface Newest {
  readonly seq: number;
  readonly at: number;
  /** Its author and the id of its command, which no other entry has. */
  readonly name: string;
}

function nameOf(author: unknown, command: unknown): string {
  return `${String(author)} ${String(command)}`;
}

async function newest(database: Database): Promise<Newest> {
  const found = await database.client.execute('SELECT seq, at, author, command FROM log ORDER BY seq DESC LIMIT 1');
  const [row] = found.rows;
  return { seq: Number(row?.['seq'] ?? 0), at: Number(row?.['at'] ?? 0), name: nameOf(row?.['author'], row?.['command']) };
}

/** The embedded Sequencer: one process, one libSQL database, one write at a time. */
export async function openLibsqlSequencer(database: Database, now: () => number = Date.now): Promise<Sequencer> {
  let last: { readonly seq: number; readonly at: number } = await newest(database);
  let writing = Promise.resolve();

  /** Tells whether entries are stored although writing them failed: at the last step, say. */
  async function isStored(entries: readonly Entry[]): Promise<boolean> {
    database.renew();
    const found = await newest(database);
    last = found;
    const end = entries.at(-1);
    return end !== undefined && found.seq === end.seq && found.name === nameOf(end.event.author, end.event.id);
  }

  async function write(events: readonly Event[]): Promise<Entry[]> {
    // Time never falls within a log, whatever is done to the server's clock.
    const at = Math.max(now(), last.at);
    const entries = events.map((event, index) => ({ seq: last.seq + 1 + index, at, event }));
    try {
      await ingest(database, entries);
      last = { seq: last.seq + entries.length, at };
    } catch (cause) {
      if (!(await isStored(entries).catch(() => false))) throw outageOf(cause);
    }
    return entries;
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
