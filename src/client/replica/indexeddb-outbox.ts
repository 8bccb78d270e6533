import type { DBSchema } from 'idb';
import type { Command } from '#shared/chat/chat.ts';
import { Listeners } from '#shared/sync/listeners.ts';
import type { Outbox, PendingCommand } from '#shared/sync/outbox.ts';
import { IdbHandle } from './idb-handle.ts';

interface OutboxSchema extends DBSchema {
  command: { key: number; value: PendingCommand; indexes: { id: string } };
}

/** The lock that makes one tab the sender. */
const SENDER = 'parley-outbox-sender';

/**
 * The Outbox in IndexedDB, one for all tabs. Every tab adds to it and shows it; the tab that holds
 * the lock sends. Nothing but a verdict, or the person, takes a command out of it.
 */
export class IndexedDbOutbox implements Outbox {
  readonly #handle = new IdbHandle<OutboxSchema>('parley-outbox', (database) => {
    database.createObjectStore('command', { keyPath: 'order', autoIncrement: true }).createIndex('id', 'command.id', { unique: true });
  });
  readonly #channel = new BroadcastChannel('parley-outbox');
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #pending: readonly PendingCommand[] = [];
  #reading: Promise<void> | null = null;
  #readAgain = false;

  constructor() {
    this.#channel.addEventListener('message', () => void this.load());
  }

  get pending(): readonly PendingCommand[] {
    return this.#pending;
  }

  /** Reads what is kept. Rejects where this browser keeps nothing. */
  load(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async add(command: Command): Promise<PendingCommand> {
    const fresh = { command, status: 'waiting', seq: null, problem: null } as const;
    const order = await this.#handle.run(async (database) => {
      // Strict: what a person wrote survives a power cut from here on.
      const writing = database.transaction('command', 'readwrite', { durability: 'strict' });
      const key = await writing.store.add(fresh as unknown as PendingCommand);
      await writing.done;
      return key;
    });
    const pending: PendingCommand = { ...fresh, order };
    if (!this.#pending.some((other) => other.order === order)) this.#pending = [...this.#pending, pending];
    this.#changed();
    return pending;
  }

  async mark(id: string, change: Partial<Pick<PendingCommand, 'status' | 'seq' | 'problem'>>): Promise<void> {
    await this.#handle.run(async (database) => {
      const writing = database.transaction('command', 'readwrite');
      const kept = await writing.store.index('id').get(id);
      if (kept !== undefined) await writing.store.put({ ...kept, ...change });
      await writing.done;
    });
    this.#pending = this.#pending.map((pending) => (pending.command.id === id ? { ...pending, ...change } : pending));
    this.#changed();
  }

  async remove(id: string): Promise<void> {
    await this.#handle.run(async (database) => {
      const writing = database.transaction('command', 'readwrite');
      const order = await writing.store.index('id').getKey(id);
      if (order !== undefined) await writing.store.delete(order);
      await writing.done;
    });
    this.#pending = this.#pending.filter((pending) => pending.command.id !== id);
    this.#changed();
  }

  lead(work: (signal: { readonly aborted: boolean }) => void): () => void {
    const signal = { aborted: false };
    let giveBack = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    const stop = new AbortController();
    void navigator.locks
      .request(SENDER, { signal: stop.signal }, async () => {
        if (signal.aborted) return;
        // The tab that led before may have left verdicts that it did not have time to tell of.
        await this.load();
        work(signal);
        await until;
      })
      .catch(() => undefined);
    return () => {
      signal.aborted = true;
      stop.abort();
      giveBack();
    };
  }

  async #read(): Promise<void> {
    while (this.#readAgain) {
      this.#readAgain = false;
      this.#pending = await this.#handle.run((database) => database.getAll('command'));
    }
    this.#listeners.notify();
  }

  #changed(): void {
    // A read that is under way may have begun before this change.
    if (this.#reading !== null) this.#readAgain = true;
    this.#listeners.notify();
    this.#channel.postMessage(null);
  }
}
