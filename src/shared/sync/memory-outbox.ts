import type { Command } from '../chat/chat.ts';
import { Listeners } from './listeners.ts';
import type { Lead, Outbox, PendingChange, PendingCommand } from './outbox.ts';

/** An Outbox in memory: for bots, for tests, and for browsers without storage. */
export class MemoryOutbox implements Outbox {
  readonly #pending = new Map<string, PendingCommand>();
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #order = 0;
  #list: readonly PendingCommand[] | null = null;

  get pending(): readonly PendingCommand[] {
    this.#list ??= [...this.#pending.values()];
    return this.#list;
  }

  async load(): Promise<void> {}

  async add(command: Command): Promise<PendingCommand> {
    const known = this.#pending.get(command.id);
    if (known !== undefined) return known;
    const pending: PendingCommand = { command, order: ++this.#order, status: 'waiting', seq: null, problem: null, reason: null };
    this.#pending.set(command.id, pending);
    this.#changed();
    return pending;
  }

  async mark(id: string, change: PendingChange): Promise<void> {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.set(id, { ...pending, ...change });
    this.#changed();
  }

  async remove(id: string): Promise<void> {
    if (this.#pending.delete(id)) this.#changed();
  }

  lead(work: (signal: { readonly aborted: boolean }) => void): Lead {
    const signal = { aborted: false };
    work(signal);
    return {
      takeOver: () => undefined,
      end: () => {
        signal.aborted = true;
      },
    };
  }

  #changed(): void {
    this.#list = null;
    this.#listeners.notify();
  }
}
