import type { Outbox, PendingCommand } from './outbox.ts';
import type { RoomSync } from './room-sync.ts';

/** Lets go of stored commands once the feed has brought what they did. */
export class Settler {
  readonly #outbox: Outbox;
  /** The log that each room's rows were of when it was last looked at. */
  readonly #epochs = new Map<string, string>();
  /** Those that are on their way out; a feed brings many pages while that is written. */
  readonly #leaving = new Set<string>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Looks at the commands of a room. */
  settle({ room, seq, epoch }: Pick<RoomSync, 'room' | 'seq' | 'epoch'>): void {
    const before = this.#epochs.get(room);
    if (epoch !== null) this.#epochs.set(room, epoch);
    const stored = this.#outbox.pending.filter(({ command, status }) => command.room === room && status === 'stored');
    if (before !== undefined && epoch !== null && before !== epoch) {
      // The server has another log: what the old one stored may not be in it. If it is, sending it again does nothing.
      for (const { command } of stored) void this.#outbox.mark(command.id, { status: 'waiting', seq: null });
      return;
    }
    for (const pending of stored) if (pending.seq !== null && pending.seq <= seq) void this.#remove(pending);
  }

  async #remove({ command }: PendingCommand): Promise<void> {
    if (this.#leaving.has(command.id)) return;
    this.#leaving.add(command.id);
    await this.#outbox.remove(command.id);
    this.#leaving.delete(command.id);
  }
}
