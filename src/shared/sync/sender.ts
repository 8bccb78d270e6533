import type { Outbox, PendingCommand } from './outbox.ts';
import type { Upstream } from './upstream.ts';

/** Shortest and longest wait before a command without a verdict is tried again, in ms. */
const RETRY_MS = { first: 500, most: 30_000 };

/** Commands of one lane leave in order: a channel's messages, or a room's other commands. */
function laneOf({ command }: PendingCommand): string {
  return `${command.room}\u0000${'channel' in command ? command.channel : ''}`;
}

/**
 * Sends what is in the Outbox: in order within a channel, channels side by side. A refused command
 * stays, marked, and does not hold up the next one; anything undecided is tried again for ever.
 */
export class Sender {
  readonly #outbox: Outbox;
  readonly #upstream: Upstream;
  readonly #isOpen: (room: string) => boolean;
  readonly #lanes = new Set<string>();
  readonly #stop: (() => void)[] = [];
  #leading: { readonly aborted: boolean } | null = null;

  /** @param isOpen whether a room was entered on this connection, so that it knows who we are */
  constructor(outbox: Outbox, upstream: Upstream, isOpen: (room: string) => boolean) {
    this.#outbox = outbox;
    this.#upstream = upstream;
    this.#isOpen = isOpen;
    this.#stop.push(
      outbox.lead((signal) => {
        this.#leading = signal;
        this.wake();
      }),
      outbox.subscribe(() => this.wake()),
      upstream.subscribe(() => this.wake()),
    );
  }

  /** Looks whether there is something to send. */
  wake(): void {
    if (!this.#canSend()) return;
    for (const pending of this.#outbox.pending) {
      const lane = laneOf(pending);
      if (pending.status !== 'waiting' || this.#lanes.has(lane) || !this.#isOpen(pending.command.room)) continue;
      this.#lanes.add(lane);
      void this.#drain(lane).finally(() => {
        this.#lanes.delete(lane);
        // What came between the last look and now would otherwise wait for the next occasion.
        if (this.#outbox.pending.some((other) => other.status === 'waiting' && laneOf(other) === lane)) this.wake();
      });
    }
  }

  stop(): void {
    for (const end of this.#stop) end();
    this.#leading = null;
  }

  #canSend(): boolean {
    return this.#leading !== null && !this.#leading.aborted && this.#upstream.state.state === 'live';
  }

  async #drain(lane: string): Promise<void> {
    let wait = RETRY_MS.first;
    while (this.#canSend()) {
      const next = this.#outbox.pending.find((pending) => pending.status === 'waiting' && laneOf(pending) === lane);
      if (next === undefined || !this.#isOpen(next.command.room)) return;
      const verdict = await this.#upstream.perform(next.command);
      if (verdict.kind === 'stored') {
        await this.#outbox.mark(next.command.id, { status: 'stored', seq: verdict.seq });
        wait = RETRY_MS.first;
      } else if (verdict.kind === 'refused') {
        await this.#outbox.mark(next.command.id, { status: 'failed', problem: verdict.message });
      } else {
        // Jitter: after an outage not everybody comes back in the same moment.
        await new Promise<void>((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
        wait = Math.min(RETRY_MS.most, wait * 2);
      }
    }
  }
}
