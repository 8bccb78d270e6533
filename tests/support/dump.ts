import type { Client } from '@libsql/client';
import { tables } from '#shared/chat/chat.ts';
import { keyText, type Rows } from '#shared/log/rows.ts';
import { type Cell, columnsOf, type Table } from '#shared/log/table.ts';

type Cells = Record<string, Cell>;

/** Every row of every projection, by table, in key order: what two ways of getting there are compared by. */
export type Dump = Record<string, Cells[]>;

function ordered(table: Table<never>, rows: readonly Cells[]): Cells[] {
  const columns = columnsOf(table);
  return rows
    .map((row) => Object.fromEntries([...columns, ...Object.keys(row).sort()].map((column) => [column, row[column] as Cell])))
    .sort((a, b) => (keyText(table, a) < keyText(table, b) ? -1 : 1));
}

/** The rows in memory. */
export function dumpRows(rows: Rows): Dump {
  return Object.fromEntries(tables.map((table) => [table.name, ordered(table, rows.list(table as Table<Cells>, {}))]));
}

/** The rows of a database. */
export async function dumpDatabase(client: Client): Promise<Dump> {
  const dump: Dump = {};
  for (const table of tables) {
    const { rows } = await client.execute(`SELECT * FROM "${table.name}"`);
    dump[table.name] = ordered(
      table,
      rows.map((row) => ({ ...row }) as unknown as Cells),
    );
  }
  return dump;
}

/** The same without a message's place in one server's log, which is that server's own. */
export function withoutPlaces(dump: Dump): Dump {
  const stripped = Object.entries(dump).map(([name, rows]) => [name, rows.map(({ seq: _seq, at: _at, ...row }) => row)] as const);
  return Object.fromEntries(stripped);
}
