import type { Client } from '@libsql/client';
import { type Lookup, Rows } from '#shared/log/rows.ts';
import { loadState } from '../log/load-state.ts';

/** Lookups of one query: SQLite takes a thousand alternatives at most. */
const AT_ONCE = 200;

/** Reads rows as they are stored now. Asks nothing of the database where nothing is looked up. */
export async function readRows(client: Client, lookups: readonly Lookup[]): Promise<Rows> {
  const rows = new Rows();
  for (let start = 0; start < lookups.length; start += AT_ONCE) {
    const part = await loadState(client, lookups.slice(start, start + AT_ONCE));
    for (const [table, row] of part) rows.put(table, row);
  }
  return rows;
}
