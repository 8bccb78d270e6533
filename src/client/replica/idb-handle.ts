import { type DBSchema, type IDBPDatabase, openDB, type OpenDBCallbacks } from 'idb';

/** What IndexedDB says of a connection that was closed under us, or whose storage process is gone. */
const LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'AbortError', 'UnknownError']);

/** Whether a failure has this name among IndexedDB's. */
export function isDomFailure(cause: unknown, name: string): boolean {
  return cause instanceof DOMException && cause.name === name;
}

/**
 * One IndexedDB database that survives being closed under us: by another tab that deletes it, by
 * the browser that clears a site's data, or by a crash of its storage process.
 */
export class IdbHandle<S extends DBSchema> {
  readonly #name: string;
  readonly #upgrade: NonNullable<OpenDBCallbacks<S>['upgrade']>;
  readonly #onOpen: (database: IDBPDatabase<S>) => Promise<void>;
  #opening: Promise<IDBPDatabase<S>> | null = null;

  /** @param onOpen prepares the database whenever it was opened, before any other work */
  constructor(
    name: string,
    upgrade: NonNullable<OpenDBCallbacks<S>['upgrade']>,
    onOpen: (database: IDBPDatabase<S>) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#name = name;
    this.#upgrade = upgrade;
    this.#onOpen = onOpen;
  }

  /**
   * Runs work on the open database, once more on a fresh one where the first was lost meanwhile: it
   * must do no harm twice. Rejects where this browser keeps nothing.
   */
  async run<T>(work: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (cause) {
      if (!(cause instanceof DOMException) || !LOST.has(cause.name)) throw cause;
      this.#opening = null;
      return work(await this.#open());
    }
  }

  #open(): Promise<IDBPDatabase<S>> {
    this.#opening ??= this.#connect().catch((cause: unknown) => {
      this.#opening = null;
      throw cause;
    });
    return this.#opening;
  }

  async #connect(): Promise<IDBPDatabase<S>> {
    const database = await openDB<S>(this.#name, 1, {
      upgrade: this.#upgrade,
      // Another tab wants to delete it: holding on would block that for ever.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#opening = null;
      },
      terminated: () => {
        this.#opening = null;
      },
    });
    await this.#onOpen(database);
    return database;
  }
}
