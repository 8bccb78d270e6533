import type { Row, Value } from '@libsql/client';
import { fromSql } from './sql-value.ts';

/** The cells of a row by their place; what drizzle reads. The columns' names are its own properties. */
class Cells {
  readonly #cells: readonly Value[];

  constructor(cells: readonly Value[]) {
    this.#cells = cells;
  }

  static at(row: Cells, index: number): Value | undefined {
    return row.#cells[index];
  }
}

/**
 * Makes rows of one statement: objects with the columns' names, the first of those with the same
 * name, and beside them (not enumerable) `length` and the cells by number, as @libsql/client does.
 * There each cell is two definitions of a property; here places are getters that all rows share.
 */
export function rowMaker(columns: readonly string[]): (cells: unknown[]) => Row {
  class ResultRow extends Cells {}
  Object.defineProperty(ResultRow.prototype, 'length', { value: columns.length });
  for (const index of columns.keys()) {
    Object.defineProperty(ResultRow.prototype, index, {
      get(this: Cells) {
        return Cells.at(this, index);
      },
    });
  }
  const named = [...columns.entries()].filter(
    ([index, name]) => columns.indexOf(name) === index && !(name in ResultRow.prototype),
  );
  return (cells) => {
    for (let index = 0; index < cells.length; index += 1) cells[index] = fromSql(cells[index]);
    const row = new ResultRow(cells as Value[]) as unknown as Row;
    for (const [index, name] of named) row[name] = cells[index] as Value;
    return row;
  };
}
