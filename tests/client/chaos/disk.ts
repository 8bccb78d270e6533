import type { Command } from '#shared/chat/chat.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { Lead, Outbox, PendingChange, PendingCommand } from '#shared/sync/outbox.ts';
import type { Replica, ReplicaPage, ReplicaRoom, ReplicaStart, ReplicaUpdate } from '#shared/sync/replica.ts';

/** Longest time that a write takes, in ms. */
const SLOW_MS = 4;

/** What a device keeps: it outlives the programs that use it. */
export class Disk {
  readonly replica = new MemoryReplica();
  readonly outbox = new MemoryOutbox();

  /** How one run of a program sees it. */
  mount(): Mount {
    return new Mount(this);
  }
}

/**
 * The disk as one run of a program has it: writes take a moment, and those that were under way when
 * the program crashed never happened.
 */
export class Mount {
  readonly replica: Replica;
  readonly outbox: Outbox;
  #crashed = false;

  constructor(disk: Disk) {
    const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SLOW_MS));
      return this.#crashed ? new Promise<never>(() => undefined) : work();
    };
    this.replica = mountReplica(disk.replica, slowly);
    this.outbox = mountOutbox(disk.outbox, slowly, () => this.#crashed);
  }

  /** From now on nothing is written. */
  crash(): void {
    this.#crashed = true;
  }
}

type Slowly = <T>(work: () => Promise<T>) => Promise<T>;

function mountReplica(kept: Replica, slowly: Slowly): Replica {
  return {
    room: (room: string): Promise<ReplicaRoom | null> => slowly(() => kept.room(room)),
    page: (room: string, channel: string, before: number, limit: number): Promise<ReplicaPage | null> =>
      slowly(() => kept.page(room, channel, before, limit)),
    begin: (room: string, start: ReplicaStart): Promise<void> => slowly(() => kept.begin(room, start)),
    update: (room: string, update: ReplicaUpdate): Promise<boolean> => slowly(() => kept.update(room, update)),
    drop: (room: string): Promise<void> => slowly(() => kept.drop(room)),
  };
}

function mountOutbox(kept: Outbox, slowly: Slowly, crashed: () => boolean): Outbox {
  return {
    get pending(): readonly PendingCommand[] {
      return crashed() ? [] : kept.pending;
    },
    load: (): Promise<void> => slowly(() => kept.load()),
    add: (command: Command): Promise<PendingCommand> => slowly(() => kept.add(command)),
    mark: (id: string, change: PendingChange): Promise<void> => slowly(() => kept.mark(id, change)),
    remove: (id: string): Promise<void> => slowly(() => kept.remove(id)),
    subscribe: (listener: () => void): (() => void) => kept.subscribe(() => (crashed() ? undefined : listener())),
    lead: (work): Lead => kept.lead(work),
  };
}
