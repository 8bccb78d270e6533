import type { InArgs, InStatement, ResultSet, Row } from '@libsql/client';
import type Libsql from 'libsql';
import { rowMaker } from './result-row.ts';
import { toSql } from './sql-value.ts';

/** Statements that stay prepared. A server has some 80 texts of its own, and some per number of things looked up. */
const MOST = 200;

/** Longer texts, UTF-16 units, are prepared for the one time. */
const LONGEST = 8000;

/** Texts worth keeping. */
const KEPT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/iu;

/** After these, prepared statements may have other columns than they had. */
const CHANGES_SCHEMA = /^\s*(?:CREATE|ALTER|DROP)\b/iu;

interface Prepared {
  readonly statement: Libsql.Statement;
  /** How many parameters it was given; those left out would keep the values of the last time. */
  readonly width: number;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Null where it returns no rows. */
  readonly toRow: ((cells: unknown[]) => Row) | null;
}

/** Splits what `execute` and `batch` take into text and parameters. */
function partsOf(statement: InStatement | readonly [string, InArgs?]): { sql: string; args: unknown[] } {
  if (typeof statement === 'string') return { sql: statement, args: [] };
  const [sql, args] = 'sql' in statement ? [statement.sql, statement.args] : statement;
  if (args !== undefined && !Array.isArray(args)) throw new TypeError('Parameters are given in order, not by name.');
  return { sql, args: args?.map(toSql) ?? [] };
}

function prepare(database: Libsql.Database, sql: string, width: number): Prepared {
  const statement = database.prepare(sql);
  if (!statement.reader) return { statement, width, columns: [], types: [], toRow: null };
  statement.raw(true);
  statement.safeIntegers(true);
  const described = statement.columns();
  const columns = described.map(({ name }) => name);
  return { statement, width, columns, types: described.map(({ type }) => type ?? ''), toRow: rowMaker(columns) };
}

function resultSet(result: Omit<ResultSet, 'toJSON'>): ResultSet {
  return { ...result, toJSON: () => ({ ...result, lastInsertRowid: result.lastInsertRowid?.toString() ?? null }) };
}

/**
 * The statements of one connection, prepared once per text: for the small ones of a chat, preparing
 * takes longer than running. A statement is always run to its end, and so holds nothing open; one
 * that failed is not used again. The library closes statements when the garbage collector finds them.
 */
export class PreparedStatements {
  readonly #database: Libsql.Database;
  /** By text, the one used longest ago first. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: Libsql.Database) {
    this.#database = database;
  }

  /** How many are kept. */
  get size(): number {
    return this.#prepared.size;
  }

  /** Runs a statement to its end. @throws {Libsql.SqliteError} */
  run(statement: InStatement | readonly [string, InArgs?]): ResultSet {
    const { sql, args } = partsOf(statement);
    const prepared = this.#take(sql, args.length);
    const { toRow, columns, types } = prepared;
    if (toRow === null) {
      const { changes, lastInsertRowid } = prepared.statement.run(args);
      this.#keep(sql, prepared);
      return resultSet({
        columns: [],
        columnTypes: [],
        rows: [],
        rowsAffected: changes,
        lastInsertRowid: BigInt(lastInsertRowid),
      });
    }
    const rows = prepared.statement.all(args) as unknown[][];
    this.#keep(sql, prepared);
    return resultSet({
      columns: [...columns],
      columnTypes: [...types],
      rows: rows.map(toRow),
      rowsAffected: 0,
      lastInsertRowid: undefined,
    });
  }

  /** Forgets all of them. */
  clear(): void {
    this.#prepared.clear();
  }

  /** Takes a statement out of the kept ones while it runs. */
  #take(sql: string, width: number): Prepared {
    const kept = this.#prepared.get(sql);
    if (kept === undefined) return prepare(this.#database, sql, width);
    this.#prepared.delete(sql);
    return kept.width === width ? kept : prepare(this.#database, sql, width);
  }

  #keep(sql: string, prepared: Prepared): void {
    if (CHANGES_SCHEMA.test(sql)) this.clear();
    if (sql.length > LONGEST || !KEPT.test(sql)) return;
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size <= MOST) return;
    for (const oldest of this.#prepared.keys()) {
      this.#prepared.delete(oldest);
      return;
    }
  }
}
