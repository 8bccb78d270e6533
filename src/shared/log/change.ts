import { type Cell, rankColumn, type Table } from './table.ts';

/** The values of one register, and the rank with which they compete. */
export interface Write {
  readonly rank: string;
  readonly values: Readonly<Record<string, Cell>>;
}

/** One row, changed in one or more of its registers: what `materialize` makes of an event. */
export interface Change {
  readonly table: Table<never>;
  readonly key: Readonly<Record<string, string>>;
  readonly writes: Readonly<Record<string, Write>>;
}

/** Where in this server's log a change comes from: `seq`, and `at` in ms since 1970. */
export interface Position {
  readonly seq: number;
  readonly at: number;
}

type Cells = Record<string, Cell>;

/** The rank that nothing outranks. An erased register keeps it for good: delete wins over edit. */
export const TOP_RANK = '~';

/**
 * Makes a rank: the higher `rev` wins, a tie goes to the larger `tie`. Ranks compare as text, in
 * JavaScript and in SQLite alike, so `rev` is written with a fixed width. `tie` must not depend on
 * anything but the event; a hash of its content is best.
 */
export function rank(rev: number, tie: string): string {
  return `${rev.toString(36).padStart(8, '0')}:${tie}`;
}

/** A tie for `rank` out of values: ASCII, because JavaScript and SQLite order other text differently. */
export function tieOf(...values: Cell[]): string {
  return JSON.stringify(values).replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A tie for `rank` by which the earliest wins: `at` in ms since 1970, then the larger id. */
export function earliest(at: number, id: string): string {
  return `${(8_640_000_000_000_000 - at).toString().padStart(16, '0')}:${id}`;
}

/** An empty row: the key, and null in every other column. */
function blankRow(table: Table<never>, key: Readonly<Record<string, string>>): Cells {
  const row: Cells = { ...key };
  for (const [register, columns] of Object.entries(table.registers)) {
    for (const column of columns) row[column] = null;
    row[rankColumn(register)] = null;
  }
  if (table.positioned !== undefined) {
    row['seq'] = null;
    row['at'] = null;
  }
  return row;
}

/**
 * Applies a change to a row and returns the new row, or the same object where nothing changed.
 * Total, idempotent and commutative: the semilattice that L1, L3 and L8 rest on.
 */
export function applyChange(row: Cells | undefined, change: Change, position: Position | null): Cells {
  let next = row;
  for (const [register, write] of Object.entries(change.writes)) {
    const column = rankColumn(register);
    const current = next?.[column];
    if (typeof current === 'string' && current >= write.rank) continue;
    next = { ...(next ?? blankRow(change.table, change.key)), ...write.values, [column]: write.rank };
    if (register === change.table.positioned && next['seq'] === null && position !== null) {
      next['seq'] = position.seq;
      next['at'] = position.at;
    }
  }
  return next ?? blankRow(change.table, change.key);
}

/**
 * Merges a row that came whole (from a snapshot or a page of history) into the one we hold,
 * register by register, so that a page that was read before a later change cannot undo it.
 */
export function mergeRows(table: Table<never>, held: Cells | undefined, incoming: Cells): Cells {
  if (held === undefined) return incoming;
  let next = held;
  for (const [register, columns] of Object.entries(table.registers)) {
    const column = rankColumn(register);
    const theirs = incoming[column];
    const ours = next[column];
    if (typeof theirs !== 'string' || (typeof ours === 'string' && ours >= theirs)) continue;
    next = { ...next, [column]: theirs };
    for (const name of columns) next[name] = incoming[name] ?? null;
  }
  if (table.positioned !== undefined && next['seq'] === null && incoming['seq'] !== null) {
    next = { ...next, seq: incoming['seq'] ?? null, at: incoming['at'] ?? null };
  }
  return next;
}
