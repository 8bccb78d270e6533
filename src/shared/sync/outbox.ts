import type { Command } from '../chat/chat.ts';

/** A command of this device whose effect the Replica does not show yet. */
export interface PendingCommand {
  readonly command: Command;
  /** Its place in the order of this device. */
  readonly order: number;
  /** Waiting for a verdict; stored by the server at `seq`, not yet seen in the feed; or refused. */
  readonly status: 'waiting' | 'stored' | 'failed';
  readonly seq: number | null;
  /** Why it was refused, in words for people. */
  readonly problem: string | null;
}

/**
 * The port to the commands of this device that have no verdict yet. Unlike the Replica it is never
 * dropped. `tests/contracts/outbox.ts` says what every adapter must do.
 */
export interface Outbox {
  /** All of them, in order, as far as this instance has heard. */
  readonly pending: readonly PendingCommand[];
  /** Resolves when `pending` holds what was kept from earlier runs. */
  load(): Promise<void>;
  /** Adds a command behind all others; durable when it resolves. */
  add(command: Command): Promise<PendingCommand>;
  /** Changes what is known of one; nothing happens where it is gone. */
  mark(id: string, change: Partial<Pick<PendingCommand, 'status' | 'seq' | 'problem'>>): Promise<void>;
  remove(id: string): Promise<void>;
  /** Tells of changes, also of those that another tab made. */
  subscribe(listener: () => void): () => void;
  /**
   * Runs `work` whenever this instance is the one that sends: one tab at a time, the next one when
   * that is closed. `signal` aborts when it must stop.
   * @returns a function that gives the role back
   */
  lead(work: (signal: { readonly aborted: boolean }) => void): () => void;
}
