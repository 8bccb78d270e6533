import type { InStatement, InValue } from '@libsql/client';
import type { Change, Position } from '#shared/log/change.ts';
import { rankColumn } from '#shared/log/table.ts';

/** A change with the place in the log that it comes from. */
export interface PlacedChange {
  readonly change: Change;
  readonly position: Position;
}

/** By table and registers: the text is the same every time, so a connection prepares it once. */
const upserts = new Map<string, string>();

/**
 * The upsert that merges registers by rank, as `applyChange` does in memory: a register is
 * overwritten where the incoming rank is higher, and left alone otherwise.
 */
function upsertFor(change: Change): string {
  const registers = Object.keys(change.writes);
  const cacheKey = `${change.table.name}:${registers.join()}`;
  const found = upserts.get(cacheKey);
  if (found !== undefined) return found;
  const { table } = change;
  const columns: string[] = [...table.key];
  const updates: string[] = [];
  for (const register of registers) {
    const rank = rankColumn(register);
    const wins = `excluded."${rank}" > coalesce("${table.name}"."${rank}", '')`;
    for (const column of [...(table.registers[register] ?? []), rank]) {
      columns.push(column);
      updates.push(`"${column}" = CASE WHEN ${wins} THEN excluded."${column}" ELSE "${table.name}"."${column}" END`);
    }
  }
  if (table.positioned !== undefined && registers.includes(table.positioned)) {
    columns.push('seq', 'at');
    for (const column of ['seq', 'at']) updates.push(`"${column}" = coalesce("${table.name}"."${column}", excluded."${column}")`);
  }
  const sql =
    `INSERT INTO "${table.name}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ` +
    `ON CONFLICT (${table.key.map((column) => `"${column}"`).join(', ')}) DO UPDATE SET ${updates.join(', ')}`;
  upserts.set(cacheKey, sql);
  return sql;
}

function valuesOf({ change, position }: PlacedChange): InValue[] {
  const { table } = change;
  const values: InValue[] = table.key.map((column) => change.key[column] ?? '');
  for (const [register, write] of Object.entries(change.writes)) {
    for (const column of table.registers[register] ?? []) values.push(write.values[column] ?? null);
    values.push(write.rank);
  }
  if (table.positioned !== undefined && table.positioned in change.writes) values.push(position.seq, position.at);
  return values;
}

/**
 * Turns changes into SQL: one upsert for each. The order of the statements does not matter (L8).
 * Rows in one statement would be no cheaper where statements stay prepared, and each number of rows
 * would be a text of its own.
 */
export function applyStatements(changes: readonly PlacedChange[]): InStatement[] {
  return changes.map((placed) => ({ sql: upsertFor(placed.change), args: valuesOf(placed) }));
}
