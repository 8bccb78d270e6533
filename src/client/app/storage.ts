import { Listeners } from '#shared/sync/listeners.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { Outbox } from '#shared/sync/outbox.ts';
import type { Replica } from '#shared/sync/replica.ts';
import { IndexedDbOutbox } from '../replica/indexeddb-outbox.ts';
import { IndexedDbReplica } from '../replica/indexeddb-replica.ts';

/** How well a browser keeps things: `full` had to drop older messages, `none` does not keep what waits. */
export type StorageHealth = 'ok' | 'full' | 'none';

/** Whether this browser keeps what it should. */
export class StorageState {
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #value: StorageHealth = 'ok';

  readonly get = (): StorageHealth => this.#value;

  /** Notes a trouble; a lesser one does not hide a greater one. */
  note(trouble: Exclude<StorageHealth, 'ok'>): void {
    if (this.#value === 'none' || this.#value === trouble) return;
    this.#value = trouble;
    this.#listeners.notify();
  }
}

/**
 * Opens what this device keeps. Where the browser keeps nothing (some private windows) the page
 * works from memory, and says so.
 */
export async function openStorage(state: StorageState): Promise<{ replica: Replica; outbox: Outbox }> {
  try {
    const replica = new IndexedDbReplica(() => state.note('full'));
    const outbox = new IndexedDbOutbox({ makeRoom: () => replica.dropOld(), onUnkept: () => state.note('none') });
    await Promise.all([replica.check(), outbox.load()]);
    // Asks the browser not to clear this site's data when the disk runs low; most decide without asking the person.
    void navigator.storage?.persist?.().catch(() => false);
    return { replica, outbox };
  } catch {
    state.note('none');
    return { replica: new MemoryReplica(), outbox: new MemoryOutbox() };
  }
}
