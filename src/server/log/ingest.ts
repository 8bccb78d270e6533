import type { InStatement } from '@libsql/client';
import { materialize } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import { applyStatements, type PlacedChange } from '../store/apply.ts';
import type { Database } from '../store/database.ts';
import { ENTRY_COLUMNS, entryValues } from '../store/entry-row.ts';
import { confirmIndexed, indexStatements, readIndexed } from '../store/search-index.ts';

const INSERT = `INSERT INTO log (${ENTRY_COLUMNS.join(', ')}) VALUES (${ENTRY_COLUMNS.map(() => '?').join(', ')})`;

/** Takes the text and salt of an erased message out of every entry that has them (L6). */
function scrubStatements(entries: readonly Entry[]): InStatement[] {
  const statements: InStatement[] = [];
  for (const { event } of entries) {
    if (event.type !== 'message.deleted') continue;
    const args = [event.target, event.author, event.room];
    statements.push({
      sql: 'UPDATE log SET body = NULL WHERE command = ? AND author = ? AND room = ? AND target IS NULL AND body IS NOT NULL',
      args,
    });
    statements.push({
      sql: 'UPDATE log SET body = NULL WHERE target = ? AND author = ? AND room = ? AND body IS NOT NULL',
      args,
    });
  }
  return statements;
}

/** The changes that entries make, each with its place. */
export function changesOf(entries: readonly Entry[]): PlacedChange[] {
  return entries.flatMap(({ seq, at, event }) => materialize(event).map((change) => ({ change, position: { seq, at } })));
}

/**
 * Writes entries and the rows that follow from them in one transaction, so that no reader ever
 * sees one without the other. The only writer of the log and its projections.
 *
 * @throws what libSQL throws; then nothing was written.
 */
export async function ingest(database: Database, entries: readonly Entry[]): Promise<void> {
  const changes = changesOf(entries);
  const scrub = scrubStatements(entries);
  const before = await readIndexed(database.client, changes);
  await database.client.batch(
    [
      ...entries.map((entry) => ({ sql: INSERT, args: entryValues(entry) })),
      ...applyStatements(changes),
      ...scrub,
      ...indexStatements(before),
    ],
    'write',
  );
  confirmIndexed(before);
  if (scrub.length > 0) await database.erase();
}
