import { type DBSchema, type IDBPDatabase, openDB, type OpenDBCallbacks } from 'idb';

/**
 * One IndexedDB database that survives being closed under us: by another tab that deletes it, by
 * the browser that clears a site's data, or by a crash of its storage process.
 */
export class IdbHandle<S extends DBSchema> {
  readonly #name: string;
  readonly #upgrade: NonNullable<OpenDBCallbacks<S>['upgrade']>;
  #opening: Promise<IDBPDatabase<S>> | null = null;

  constructor(name: string, upgrade: NonNullable<OpenDBCallbacks<S>['upgrade']>) {
    this.#name = name;
    this.#upgrade = upgrade;
  }

  /** The open database; opened again where it was lost. Rejects where this browser keeps nothing. */
  open(): Promise<IDBPDatabase<S>> {
    this.#opening ??= openDB<S>(this.#name, 1, {
      upgrade: this.#upgrade,
      // Another tab wants to delete it: holding on would block that for ever.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#opening = null;
      },
      terminated: () => {
        this.#opening = null;
      },
    }).catch((cause: unknown) => {
      this.#opening = null;
      throw cause;
    });
    return this.#opening;
  }

  /** Runs work on the open database, once more on a fresh one where the first was lost meanwhile. */
  async run<T>(work: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open());
    } catch (cause) {
      // What IndexedDB says of a connection that is closing.
      if (!(cause instanceof DOMException) || cause.name !== 'InvalidStateError') throw cause;
      this.#opening = null;
      return work(await this.open());
    }
  }
}
