import {
  type Client,
  type InArgs,
  type InStatement,
  LibsqlBatchError,
  LibsqlError,
  type ResultSet,
  type Transaction,
  type TransactionMode,
} from '@libsql/client';
import Libsql from 'libsql';
import { PreparedStatements } from './prepared-statements.ts';

const BEGIN: Readonly<Record<TransactionMode, string>> = {
  write: 'BEGIN IMMEDIATE',
  read: 'BEGIN TRANSACTION READONLY',
  deferred: 'BEGIN DEFERRED',
};

type Batch = (InStatement | [sql: string, args?: InArgs])[];

/** Runs something with SQLite's errors as @libsql/client tells them: `SQLITE_BUSY` as `code`, `SQLITE_BUSY_SNAPSHOT` as `extendedCode`. */
function translated<R>(run: () => R, told: (error: LibsqlError) => LibsqlError = (error) => error): R {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof Libsql.SqliteError)) throw cause;
    const { message, code, rawCode } = cause;
    throw told(new LibsqlError(message, code.split('_', 2).join('_'), code, rawCode, cause));
  }
}

function inBatch({ message, code, extendedCode, rawCode, cause }: LibsqlError, index: number): LibsqlBatchError {
  return new LibsqlBatchError(message, index, code, extendedCode, rawCode, cause as Error);
}

interface Connection {
  readonly database: Libsql.Database;
  readonly statements: PreparedStatements;
}

/**
 * A client for one database file over one connection, without the pool of @libsql/client and with
 * its statements prepared once (docs/decisions/013). Each call is done when it returns: SQLite works
 * in this thread, so nothing can come between the statements of a batch.
 */
export class EmbeddedClient implements Client {
  readonly protocol = 'file';
  closed = false;
  readonly #path: string;
  readonly #settings: string;
  readonly #timeoutMs: number;
  #connection: Connection | null = null;

  /**
   * @param settings statements that every new connection begins with
   * @param timeoutMs how long a call waits, blocking this process, while another program holds the database
   * @throws {LibsqlError} where the file cannot be opened
   */
  constructor(path: string, settings: readonly string[], timeoutMs: number) {
    this.#path = path;
    this.#settings = settings.join(';');
    this.#timeoutMs = timeoutMs;
    translated(() => this.#connected());
  }

  async execute(statement: InStatement, args?: InArgs): Promise<ResultSet> {
    return translated(() => {
      const { statements } = this.#connected();
      return statements.run(typeof statement === 'string' && args !== undefined ? [statement, args] : statement);
    });
  }

  /** @throws {LibsqlBatchError} where one of them fails; then nothing was written */
  async batch(statements: Batch, mode: TransactionMode = 'deferred'): Promise<ResultSet[]> {
    return translated(() => {
      const connection = this.#connected();
      connection.database.exec(BEGIN[mode]);
      try {
        const results = statements.map((statement, index) =>
          translated(
            () => connection.statements.run(statement),
            (error) => inBatch(error, index),
          ),
        );
        connection.database.exec('COMMIT');
        return results;
      } catch (cause) {
        this.#rollBack(connection);
        throw cause;
      }
    });
  }

  /** A batch that changes the schema: foreign keys may be broken until it is done. */
  async migrate(statements: Batch): Promise<ResultSet[]> {
    await this.executeMultiple('PRAGMA foreign_keys = OFF');
    try {
      return await this.batch(statements);
    } finally {
      await this.executeMultiple('PRAGMA foreign_keys = ON');
    }
  }

  async executeMultiple(sql: string): Promise<void> {
    translated(() => {
      const connection = this.#connected();
      connection.statements.clear();
      try {
        connection.database.exec(sql);
      } finally {
        this.#rollBack(connection);
      }
    });
  }

  /** Not here: one that stays open over several turns of the loop would hold up everybody. */
  transaction(): Promise<Transaction> {
    return Promise.reject(new LibsqlError('Write in a batch: the one connection belongs to all.', 'NOT_SUPPORTED'));
  }

  /** Not here: a file is no copy of another database. */
  sync(): Promise<never> {
    return Promise.reject(new LibsqlError('This database is no copy of another.', 'SYNC_NOT_SUPPORTED'));
  }

  /** The next call has a new connection. */
  reconnect(): void {
    this.close();
    this.closed = false;
  }

  /** Lets go of the file: the library closes it when the garbage collector finds the statements. */
  close(): void {
    this.closed = true;
    this.#connection?.statements.clear();
    this.#connection?.database.close();
    this.#connection = null;
  }

  #connected(): Connection {
    if (this.closed) throw new LibsqlError('The client is closed', 'CLIENT_CLOSED');
    if (this.#connection !== null) return this.#connection;
    const database = new Libsql(this.#path, { timeout: this.#timeoutMs });
    database.exec(this.#settings);
    this.#connection = { database, statements: new PreparedStatements(database) };
    return this.#connection;
  }

  /** Ends what is left of a transaction; a connection where even that fails is given up. */
  #rollBack({ database }: Connection): void {
    if (!database.inTransaction) return;
    try {
      database.exec('ROLLBACK');
    } catch {
      this.reconnect();
    }
  }
}
