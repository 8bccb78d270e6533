/** A stored value. Booleans are 0 and 1, as in SQLite. */
export type Cell = string | number | null;

/**
 * The shape of one table of rows, the same on the server, in a Replica and in tests.
 *
 * A row is a key and a few **registers**. A register is a group of columns that is always written
 * together, with a rank beside it in the column `<register>Rank`; the higher rank wins. That one
 * rule is why rows depend on the set of events and not on their order (L8).
 */
export interface Table<Row> {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  readonly registers: Readonly<Record<string, readonly (keyof Row & string)[]>>;
  /** The register whose first write gives the row its place: `seq` and `at` of the entry. */
  readonly positioned?: string;
}

/** Names the column that holds a register's rank. */
export function rankColumn(register: string): string {
  return `${register}Rank`;
}

/** Every column of a table, in the order in which adapters store them. */
export function columnsOf(table: Table<never>): string[] {
  const columns: string[] = [...table.key];
  for (const [register, names] of Object.entries(table.registers)) {
    columns.push(...names, rankColumn(register));
  }
  if (table.positioned !== undefined) columns.push('seq', 'at');
  return columns;
}
