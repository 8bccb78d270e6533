import type { DBSchema, IDBPDatabase } from 'idb';
import type { Command } from '#shared/chat/chat.ts';
import { Listeners } from '#shared/sync/listeners.ts';
import type { Lead, Outbox, PendingChange, PendingCommand } from '#shared/sync/outbox.ts';
import { IdbHandle, isDomFailure } from './idb-handle.ts';
import { leadOneTab } from './lead-one-tab.ts';

interface OutboxSchema extends DBSchema {
  command: { key: number; value: PendingCommand; indexes: { id: string } };
}

interface OutboxOptions {
  /** Lets go of what can be had again, when the device has no room for a command. */
  readonly makeRoom?: () => Promise<void>;
  /** Told when a command could not be kept all the same. */
  readonly onUnkept?: () => void;
}

const FRESH = { status: 'waiting', seq: null, problem: null, reason: null } as const;

/**
 * The Outbox in IndexedDB, one for all tabs. Every tab adds to it and shows it; the tab that holds
 * the lock sends. Nothing but a verdict, or the person, takes a command out of it. What cannot be
 * written is held in memory, as long as the page lives.
 */
export class IndexedDbOutbox implements Outbox {
  readonly #handle = new IdbHandle<OutboxSchema>(
    'parley-outbox',
    (database) => {
      database
        .createObjectStore('command', { keyPath: 'order', autoIncrement: true })
        .createIndex('id', 'command.id', { unique: true });
    },
    (database) => this.#restore(database),
  );
  readonly #options: OutboxOptions;
  readonly #channel = new BroadcastChannel('parley-outbox');
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  /** As the database has them. */
  #kept: readonly PendingCommand[] = [];
  /** What could not be written: a command as it should be, or null where it should be gone. */
  readonly #unwritten = new Map<string, PendingCommand | null>();
  #list: readonly PendingCommand[] | null = null;
  #reading: Promise<void> | null = null;
  #readAgain = false;

  constructor(options: OutboxOptions = {}) {
    this.#options = options;
    this.#channel.addEventListener('message', () => void this.load().catch(() => undefined));
  }

  get pending(): readonly PendingCommand[] {
    this.#list ??= this.#merge();
    return this.#list;
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
    let pending: PendingCommand;
    try {
      pending = await this.#insert(command).catch(async (cause: unknown) => {
        if (!isDomFailure(cause, 'QuotaExceededError')) throw cause;
        await this.#options.makeRoom?.();
        return this.#insert(command);
      });
    } catch {
      const known = this.#find(command.id);
      if (known !== undefined) return known;
      pending = { command, ...FRESH, order: (this.pending.at(-1)?.order ?? 0) + 1, unkept: true };
      this.#unwritten.set(command.id, pending);
      this.#options.onUnkept?.();
    }
    if (pending.unkept !== true && !this.#kept.some((kept) => kept.command.id === command.id))
      this.#kept = [...this.#kept, pending];
    this.#changed();
    return pending;
  }

  async mark(id: string, change: PendingChange): Promise<void> {
    const before = this.#find(id);
    if (before?.unkept === true) this.#unwritten.set(id, { ...before, ...change });
    else await this.#write(id, before === undefined ? undefined : { ...before, ...change }, (kept) => ({ ...kept, ...change }));
    this.#changed();
  }

  async remove(id: string): Promise<void> {
    if (this.#find(id)?.unkept === true) this.#unwritten.delete(id);
    else await this.#write(id, null, () => null);
    this.#changed();
  }

  lead(work: (signal: { readonly aborted: boolean }) => void): Lead {
    // The tab that led before may have left verdicts that it did not have time to tell of.
    return leadOneTab('parley-outbox-sender', () => this.load().catch(() => undefined), work);
  }

  /** Adds a command, or finds the one that is there. */
  #insert(command: Command): Promise<PendingCommand> {
    return this.#handle.run(async (database) => {
      // Strict: what a person wrote survives a power cut from here on.
      const { store, done } = database.transaction('command', 'readwrite', { durability: 'strict' });
      const write = async (): Promise<PendingCommand> => {
        const there = await store.index('id').get(command.id);
        if (there !== undefined) return there;
        const order = await store.add({ command, ...FRESH } as unknown as PendingCommand);
        return { command, ...FRESH, order };
      };
      const [pending] = await Promise.all([write(), done]);
      return pending;
    });
  }

  /** Changes a kept command, in memory alone where it cannot be written. @param otherwise it as it should be, as far as memory knows */
  async #write(
    id: string,
    otherwise: PendingCommand | null | undefined,
    change: (kept: PendingCommand) => PendingCommand | null,
  ): Promise<void> {
    try {
      const after = await this.#handle.run(async (database) => {
        const { store, done } = database.transaction('command', 'readwrite');
        const write = async (): Promise<PendingCommand | null> => {
          const kept = await store.index('id').get(id);
          const next = kept === undefined ? null : change(kept);
          if (next !== null) await store.put(next);
          else if (kept !== undefined) await store.delete(kept.order);
          return next;
        };
        const [next] = await Promise.all([write(), done]);
        return next;
      });
      this.#unwritten.delete(id);
      this.#kept = this.#kept.flatMap((kept) => (kept.command.id === id ? (after ?? []) : kept));
    } catch {
      if (otherwise !== undefined) this.#unwritten.set(id, otherwise);
    }
  }

  /** Puts back what this page knows into a database that was cleared under it. What had its verdict meanwhile gets the same again. */
  async #restore(database: IDBPDatabase<OutboxSchema>): Promise<void> {
    const known = this.pending.filter(({ unkept }) => unkept !== true);
    if (known.length === 0) return;
    const { store, done } = database.transaction('command', 'readwrite', { durability: 'strict' });
    const write = async (): Promise<void> => {
      for (const pending of known) {
        if ((await store.index('id').getKey(pending.command.id)) !== undefined) continue;
        const { order: _old, ...value } = pending;
        await store.add(value as PendingCommand);
      }
    };
    await Promise.all([write(), done]);
  }

  #find(id: string): PendingCommand | undefined {
    return this.pending.find(({ command }) => command.id === id);
  }

  #merge(): PendingCommand[] {
    const kept = this.#kept.flatMap((one) => {
      const otherwise = this.#unwritten.get(one.command.id);
      return otherwise === undefined ? one : (otherwise ?? []);
    });
    return [...kept, ...[...this.#unwritten.values()].filter((one) => one?.unkept === true)] as PendingCommand[];
  }

  async #read(): Promise<void> {
    while (this.#readAgain) {
      this.#readAgain = false;
      const kept = await this.#handle.run((database) => database.getAll('command'));
      // Something changed while this was read: it may be from before that.
      if (!this.#readAgain) this.#kept = kept;
    }
    this.#list = null;
    this.#listeners.notify();
  }

  #changed(): void {
    this.#list = null;
    if (this.#reading !== null) this.#readAgain = true;
    this.#listeners.notify();
    this.#channel.postMessage(null);
  }
}
