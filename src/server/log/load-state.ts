import type { Client, InStatement, InValue } from '@libsql/client';
import { type Lookup, Rows } from '#shared/log/rows.ts';
import type { Cell } from '#shared/log/table.ts';

/**
 * Reads the rows that commands will decide on, with one query per kind of lookup, into memory,
 * where the effects of earlier commands of the same batch are laid over them.
 */
export async function loadState(client: Client, lookups: readonly Lookup[]): Promise<Rows> {
  const groups = new Map<string, { lookup: Lookup; columns: string[]; wanted: Map<string, InValue[]> }>();
  for (const lookup of lookups) {
    const columns = Object.keys(lookup.prefix);
    const name = `${lookup.table.name}:${columns.join()}`;
    let group = groups.get(name);
    if (group === undefined) {
      group = { lookup, columns, wanted: new Map() };
      groups.set(name, group);
    }
    const values = columns.map((column) => lookup.prefix[column] ?? '');
    group.wanted.set(values.join('\u0000'), values);
  }
  const kinds = [...groups.values()];
  const statements: InStatement[] = kinds.map(({ lookup, columns, wanted }) => {
    const tuple = `(${columns.map((column) => `"${column}" = ?`).join(' AND ')})`;
    return { sql: `SELECT * FROM "${lookup.table.name}" WHERE ${Array(wanted.size).fill(tuple).join(' OR ')}`, args: [...wanted.values()].flat() };
  });
  const rows = new Rows();
  if (statements.length === 0) return rows;
  const results = await client.batch(statements, 'read');
  for (const [index, result] of results.entries()) {
    const table = kinds[index]?.lookup.table;
    if (table === undefined) continue;
    for (const row of result.rows) rows.put(table, { ...row } as unknown as Record<string, Cell>);
  }
  return rows;
}
