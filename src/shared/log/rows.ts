import { applyChange, type Change, mergeRows, type Position } from './change.ts';
import type { Cell, Table } from './table.ts';

/** What `decide` may look at: rows by key, or by the first columns of a key. */
export interface State {
  /** The row with this key, waiting rows included; undefined where there is none. */
  get<Row>(table: Table<Row>, key: Readonly<Record<string, string>>): Row | undefined;
  /** All rows whose first key columns equal `prefix`, in key order. */
  list<Row>(table: Table<Row>, prefix: Readonly<Record<string, string>>): Row[];
}

/** A row, or a range of rows by key prefix, that a command's `decide` needs to see. */
export interface Lookup {
  readonly table: Table<never>;
  readonly prefix: Readonly<Record<string, string>>;
}

type Cells = Record<string, Cell>;

/** Joins key cells with a character that no name or id may contain. */
export function keyText(table: Table<never>, key: Readonly<Record<string, Cell>>): string {
  return table.key.map((column) => String(key[column] ?? '')).join('\u0000');
}

/**
 * Rows in memory, optionally over a base that stays untouched. The server lays one over the
 * database while it decides a batch; a Replica lays one over confirmed rows for what is pending.
 */
export class Rows implements State {
  readonly #tables = new Map<string, Map<string, Cells>>();
  readonly #base: State | undefined;

  constructor(base?: State) {
    this.#base = base;
  }

  /** Applies one change and returns the row that came out of it. */
  apply(change: Change, position: Position | null): Cells {
    const rows = this.#rows(change.table);
    const text = keyText(change.table, change.key);
    const held = rows.get(text) ?? this.#base?.get(change.table, change.key);
    const next = applyChange(held, change, position);
    rows.set(text, next);
    return next;
  }

  /** Merges a whole row, as read from a database or received in a snapshot. */
  put(table: Table<never>, row: Cells): void {
    const rows = this.#rows(table);
    const text = keyText(table, row);
    rows.set(text, mergeRows(table, rows.get(text), row));
  }

  get<Row>(table: Table<Row>, key: Readonly<Record<string, string>>): Row | undefined {
    const text = keyText(table, key);
    const own = this.#tables.get(table.name)?.get(text);
    return (own as Row | undefined) ?? this.#base?.get(table, key);
  }

  list<Row>(table: Table<Row>, prefix: Readonly<Record<string, string>>): Row[] {
    const found = new Map<string, Row>();
    for (const row of this.#base?.list(table, prefix) ?? []) {
      found.set(keyText(table, row as Cells), row);
    }
    const wanted = Object.entries(prefix);
    for (const [text, row] of this.#tables.get(table.name) ?? []) {
      if (wanted.every(([column, value]) => row[column] === value)) found.set(text, row as Row);
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
  }

  #rows(table: Table<never>): Map<string, Cells> {
    let rows = this.#tables.get(table.name);
    if (rows === undefined) {
      rows = new Map();
      this.#tables.set(table.name, rows);
    }
    return rows;
  }
}
