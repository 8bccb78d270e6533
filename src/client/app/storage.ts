import { Listeners } from '#shared/sync/listeners.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { Outbox } from '#shared/sync/outbox.ts';
import type { Replica } from '#shared/sync/replica.ts';
import { IndexedDbOutbox } from '../replica/indexeddb-outbox.ts';
import { IndexedDbReplica } from '../replica/indexeddb-replica.ts';

/** Whether this browser keeps what it should: `none` keeps nothing, `full` had to drop older messages. */
export class StorageState {
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #value: 'ok' | 'full' | 'none' = 'ok';

  readonly get = (): 'ok' | 'full' | 'none' => this.#value;

  set(value: 'ok' | 'full' | 'none'): void {
    this.#value = value;
    this.#listeners.notify();
  }
}

/**
 * Opens what this device keeps. Where the browser keeps nothing (some private windows) the page
 * works from memory, and says so.
 */
export async function openStorage(state: StorageState): Promise<{ replica: Replica; outbox: Outbox }> {
  try {
    const replica = new IndexedDbReplica(() => state.set('full'));
    const outbox = new IndexedDbOutbox();
    await Promise.all([replica.check(), outbox.load()]);
    // Asks the browser not to clear this site's data when the disk runs low; most decide without asking the person.
    void navigator.storage?.persist?.().catch(() => false);
    return { replica, outbox };
  } catch {
    state.set('none');
    return { replica: new MemoryReplica(), outbox: new MemoryOutbox() };
  }
}
