import type { Event } from '#shared/chat/chat.ts';
import { ingest } from '#server/log/ingest.ts';
import { openDatabase } from '#server/store/database.ts';

/** Writes events into the log of a data folder as if they had been said long ago; no server may run on it meanwhile. */
export async function seed(folder: string, events: readonly Event[]): Promise<void> {
  const database = await openDatabase(`file:${folder}/parley.db`);
  await database.client.execute('PRAGMA synchronous = OFF');
  for (let start = 0; start < events.length; start += 100) {
    const part = events.slice(start, start + 100);
    await ingest(
      database,
      part.map((event, index) => ({ seq: start + index + 1, at: 1_700_000_000_000, event })),
    );
  }
  // All of it into the one file, as a stop leaves it.
  await database.settle();
  database.close();
}
