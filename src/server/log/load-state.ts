import type { Client, InStatement, InValue } from '@libsql/client';
import type { Lookup } from '#shared/log/rows.ts';
import type { Cell, Table } from '#shared/log/table.ts';

/** A row with its table. */
export type TableRow = [table: Table<never>, row: Record<string, Cell>];

/** Reads the rows that commands will decide on, with one query per kind of lookup. */
export async function loadState(client: Client, lookups: readonly Lookup[]): Promise<TableRow[]> {
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
    return {
      sql: `SELECT * FROM "${lookup.table.name}" WHERE ${Array(wanted.size).fill(tuple).join(' OR ')}`,
      args: [...wanted.values()].flat(),
    };
  });
  const results = await client.batch(statements, 'read');
  return results.flatMap((result, index): TableRow[] => {
    const table = kinds[index]?.lookup.table;
    return table === undefined ? [] : result.rows.map((row) => [table, { ...row } as unknown as Record<string, Cell>]);
  });
}
