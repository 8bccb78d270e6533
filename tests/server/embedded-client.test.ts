import { type Client, createClient, type InStatement, type InValue, LibsqlBatchError, LibsqlError } from '@libsql/client';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EmbeddedClient } from '#server/store/embedded-client.ts';
import { PreparedStatements } from '#server/store/prepared-statements.ts';
import { isBusy } from '#server/store/sqlite-codes.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

function open(folder: string = temporaryFolder()): { ours: EmbeddedClient; theirs: Client } {
  const path = `${folder}/some.db`;
  const ours = new EmbeddedClient(path, ['PRAGMA journal_mode = WAL', 'PRAGMA synchronous = OFF'], 0);
  const theirs = createClient({ url: `file:${path}`, concurrency: 1, timeout: 0 });
  onTestFinished(() => {
    ours.close();
    theirs.close();
  });
  return { ours, theirs };
}

/** All that a caller can see of a result or an error. */
async function outcome(client: Client, statement: InStatement): Promise<unknown> {
  try {
    const { rows, toJSON: _, ...rest } = await client.execute(statement);
    const cells = rows.map((row) => [row.length, ...Array.from(row), { ...row }, Object.keys(row)]);
    return { ...rest, cells };
  } catch (cause) {
    const { name, message, code, extendedCode, rawCode } = cause as LibsqlError;
    return cause instanceof LibsqlError ? { name, message, code, extendedCode, rawCode } : name;
  }
}

async function sameOutcome(clients: { ours: Client; theirs: Client }, statement: InStatement): Promise<void> {
  const wanted = await outcome(clients.theirs, statement);
  expect(await outcome(clients.ours, statement)).toEqual(wanted);
  // Prepared by now.
  expect(await outcome(clients.ours, statement)).toEqual(wanted);
}

const VALUES: InValue[] = [
  null,
  '',
  'text',
  'a “quoted” ☃ 😀',
  'a\u0000b',
  0,
  -0,
  1,
  1.5,
  -1e300,
  2 ** 40,
  2 ** 53,
  0n,
  -5n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  true,
  false,
  new Uint8Array([1, 2, 255]),
  new Uint8Array(),
  new Uint8Array([7, 8]).buffer,
  new Date(1_700_000_000_000),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  undefined as unknown as InValue,
];

describe('the client of a database file answers as @libsql/client does', () => {
  test('for values of all types', async () => {
    const clients = open();
    for (const value of VALUES) await sameOutcome(clients, { sql: 'SELECT ? AS value, typeof(?1) AS type', args: [value] });
  });

  test('for values in columns of all types', async () => {
    const clients = open();
    await clients.ours.execute('CREATE TABLE kinds (i INTEGER, t TEXT, r REAL, b BLOB, n)');
    for (const value of [null, 1, 1.5, 7n, 'seven', true, new Uint8Array([1])]) {
      await clients.ours.execute({ sql: 'INSERT INTO kinds VALUES (?1, ?1, ?1, ?1, ?1)', args: [value] });
    }
    await sameOutcome(clients, 'SELECT * FROM kinds');
    await sameOutcome(clients, 'SELECT count(*), max(i) AS most FROM kinds');
  });

  test('for columns of the same name and without a name', async () => {
    const clients = open();
    for (const sql of ['SELECT 1 AS a, 2 AS a, 3 AS b', 'SELECT 0, 1, 5', 'SELECT 4 AS length']) await sameOutcome(clients, sql);
  });

  test('for any number of rows', async () => {
    const clients = open();
    const sql = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) SELECT i FROM n LIMIT ?';
    for (const rows of [0, 1, 99, 100, 101, 200, 250]) await sameOutcome(clients, { sql, args: [rows] });
  });

  test('for writes', async () => {
    const { ours, theirs } = open();
    await ours.execute('CREATE TABLE ours (id INTEGER PRIMARY KEY, value)');
    await ours.execute('CREATE TABLE theirs (id INTEGER PRIMARY KEY, value)');
    for (const sql of ['INSERT INTO x (value) VALUES (1), (2)', 'UPDATE x SET value = 3', 'DELETE FROM x WHERE id = 9']) {
      const wanted = await outcome(theirs, sql.replace('x', 'theirs'));
      expect(await outcome(ours, sql.replace('x', 'ours'))).toEqual(wanted);
    }
    const returning = 'INSERT INTO x (id) VALUES (77) RETURNING id, value';
    expect(await outcome(ours, returning.replace('x', 'ours'))).toEqual(await outcome(theirs, returning.replace('x', 'theirs')));
  });

  test('for mistakes', async () => {
    const clients = open();
    await clients.ours.execute('CREATE TABLE strict_one (id INTEGER PRIMARY KEY, value TEXT UNIQUE NOT NULL) STRICT');
    await clients.ours.execute("INSERT INTO strict_one VALUES (1, 'one')");
    for (const sql of [
      'SELEKT',
      'SELECT * FROM nowhere',
      "INSERT INTO strict_one VALUES (1, 'two')",
      "INSERT INTO strict_one VALUES (2, 'one')",
      'INSERT INTO strict_one VALUES (2, NULL)',
      "INSERT INTO strict_one VALUES ('x', 'three')",
    ])
      await sameOutcome(clients, sql);
  });
});

describe('statements stay prepared', () => {
  test('but not more of them than a bound, and not the long ones', () => {
    const database = new Libsql(`${temporaryFolder()}/some.db`);
    onTestFinished(() => void database.close());
    const statements = new PreparedStatements(database);
    for (let number = 0; number < 1000; number += 1) statements.run(`SELECT ${number}`);
    const bound = statements.size;
    expect(bound).toBeLessThan(500);
    for (let number = 1000; number < 1500; number += 1) statements.run(`SELECT ${number}`);
    expect(statements.size).toBe(bound);
    statements.clear();
    statements.run(`SELECT '${'x'.repeat(100_000)}'`);
    expect(statements.size).toBe(0);
  });

  test('parameters of the last time are not used again', async () => {
    const { ours } = open();
    const sql = 'SELECT ?1 AS a, ?2 AS b';
    expect({ ...(await ours.execute({ sql, args: [1, 2] })).rows[0] }).toEqual({ a: 1, b: 2 });
    expect({ ...(await ours.execute({ sql, args: [3] })).rows[0] }).toEqual({ a: 3, b: null });
    expect({ ...(await ours.execute({ sql, args: [] })).rows[0] }).toEqual({ a: null, b: null });
  });

  test('and see columns that were added since', async () => {
    const { ours } = open();
    await ours.executeMultiple('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    expect((await ours.execute('SELECT * FROM t')).columns).toEqual(['a']);
    await ours.execute('ALTER TABLE t ADD COLUMN b');
    expect((await ours.execute('SELECT * FROM t')).columns).toEqual(['a', 'b']);
    await ours.batch(['ALTER TABLE t ADD COLUMN c']);
    expect((await ours.execute('SELECT * FROM t')).columns).toEqual(['a', 'b', 'c']);
  });

  test('a reading statement holds nothing open: another connection may write, and the write-ahead log can be emptied', async () => {
    const { ours, theirs } = open();
    await ours.executeMultiple('CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)');
    await ours.execute('SELECT * FROM t');
    await theirs.execute('INSERT INTO t VALUES (4)');
    expect((await ours.execute('SELECT * FROM t')).rows).toHaveLength(4);
    const [emptied] = (await ours.execute('PRAGMA wal_checkpoint(TRUNCATE)')).rows;
    expect(emptied?.['busy']).toBe(0);
  });

  test('one that failed does not stand in the way of the next', async () => {
    const { ours, theirs } = open();
    await ours.execute('CREATE TABLE t (a UNIQUE)');
    const insert = (value: number) => ours.execute({ sql: 'INSERT INTO t VALUES (?)', args: [value] });
    await insert(1);
    await expect(insert(1)).rejects.toThrow(/UNIQUE/u);
    await insert(2);
    expect((await theirs.execute('SELECT a FROM t')).rows.map((row) => row['a'])).toEqual([1, 2]);
  });
});

describe('a batch', () => {
  test('is stored as a whole or not at all, and says which statement failed', async () => {
    const { ours, theirs } = open();
    await ours.execute('CREATE TABLE t (a UNIQUE)');
    const insert = (value: number): InStatement => ({ sql: 'INSERT INTO t VALUES (?)', args: [value] });
    const failed = await ours.batch([insert(1), insert(2), insert(1)], 'write').catch((cause: unknown) => cause);
    expect(failed).toBeInstanceOf(LibsqlBatchError);
    expect(failed).toMatchObject({ statementIndex: 2, code: 'SQLITE_CONSTRAINT', extendedCode: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect((await theirs.execute('SELECT * FROM t')).rows).toEqual([]);
    const wrong = await ours.batch([insert(1), insert(Number.NaN)], 'write').catch((cause: unknown) => cause);
    expect(wrong).toBeInstanceOf(RangeError);
    expect((await theirs.execute('SELECT * FROM t')).rows).toEqual([]);
    const [, read] = await ours.batch([insert(1), 'SELECT a FROM t', ['INSERT INTO t VALUES (?)', [2]]], 'write');
    expect(read?.rows.map((row) => row['a'])).toEqual([1]);
    expect((await theirs.execute('SELECT a FROM t')).rows.map((row) => row['a'])).toEqual([1, 2]);
  });

  test('that meets another program’s lock is busy and changes nothing', async () => {
    const { ours, theirs } = open();
    await ours.execute('CREATE TABLE t (a)');
    const held = await theirs.transaction('write');
    const busy = await ours.batch(['INSERT INTO t VALUES (1)'], 'write').catch((cause: unknown) => cause);
    expect(isBusy(busy)).toBe(true);
    expect((await ours.batch(['SELECT * FROM t'], 'read'))[0]?.rows).toEqual([]);
    await held.rollback();
    ours.reconnect();
    await ours.batch(['INSERT INTO t VALUES (2)'], 'write');
    expect((await theirs.execute('SELECT a FROM t')).rows.map((row) => row['a'])).toEqual([2]);
  });
});

describe('what is left open', () => {
  test('a transaction begun in passing ends with the call', async () => {
    const { ours, theirs } = open();
    await ours.executeMultiple('CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)');
    await theirs.execute('INSERT INTO t VALUES (2)');
    expect((await ours.execute('SELECT a FROM t')).rows.map((row) => row['a'])).toEqual([2]);
  });

  test('closed is closed, and a new connection has the settings again', async () => {
    const { ours } = open();
    await ours.execute('PRAGMA query_only = ON');
    ours.reconnect();
    expect((await ours.execute('PRAGMA query_only')).rows[0]?.['query_only']).toBe(0);
    expect((await ours.execute('PRAGMA synchronous')).rows[0]?.['synchronous']).toBe(0);
    ours.close();
    await expect(ours.execute('SELECT 1')).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
    await expect(ours.batch(['SELECT 1'])).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
    expect(ours.closed).toBe(true);
  });
});
