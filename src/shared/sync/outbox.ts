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
  /** Why it was refused, out of the closed list; missing from what older versions kept. */
  readonly reason?: string | null;
  /** The device could not keep it: it lives as long as this page, which must send it itself. */
  readonly unkept?: true;
}

/** What may become of a pending command. It is signed anew where its author's clock was wrong. */
export type PendingChange = Partial<Pick<PendingCommand, 'command' | 'status' | 'seq' | 'problem' | 'reason'>>;

/** The role of the one that sends. */
export interface Lead {
  /** Takes the role from whoever has it and does nothing with it: a tab that the browser froze, say. */
  takeOver(): void;
  /** Gives the role back, or the wish for it. */
  end(): void;
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
  /** Adds a command behind all others; durable when it resolves, or marked `unkept`. One that is there already stays as it is. */
  add(command: Command): Promise<PendingCommand>;
  /** Changes what is known of one; nothing happens where it is gone. It never rejects. */
  mark(id: string, change: PendingChange): Promise<void>;
  /** Lets go of one. It never rejects. */
  remove(id: string): Promise<void>;
  /** Tells of changes, also of those that another tab made. */
  subscribe(listener: () => void): () => void;
  /**
   * Runs `work` whenever this instance is the one that sends: one tab at a time, the next one when
   * that is closed. `signal` aborts when it must stop.
   */
  lead(work: (signal: { readonly aborted: boolean }) => void): Lead;
}
