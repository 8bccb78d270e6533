import type { Command } from '../chat/chat.ts';
import type { Lead, Outbox, PendingCommand } from './outbox.ts';
import type { Upstream } from './upstream.ts';

/** Shortest and longest wait before a command without a verdict is tried again, in ms. */
const RETRY_MS = { first: 500, most: 30_000 };

/** How long another tab may leave a command lying before this one takes the sending over, in ms; twice as long each time. */
const TAKE_OVER_MS = { first: 4000, most: 60_000 };

/** What a Sender needs to know beside the Outbox and the Upstream. */
export interface SenderParts {
  readonly outbox: Outbox;
  readonly upstream: Upstream;
  /** Whether a room was entered on this connection, so that it knows who we are. */
  isOpen(room: string): boolean;
  /** Signs a command again, with the clock of now. */
  renew(command: Command): Promise<Command>;
}

/** Commands of one lane leave in order: a channel's messages, or a room's other commands. */
function laneOf({ command }: PendingCommand): string {
  return `${command.room}\u0000${'channel' in command ? command.channel : ''}`;
}

/** Whether a command is about the message that a pending post makes. */
function isAbout(post: PendingCommand, { command }: PendingCommand): boolean {
  return 'target' in command && command.target === post.command.id && command.room === post.command.room;
}

/**
 * Sends what is in the Outbox: in order within a channel, channels side by side. A refused command
 * stays, marked, and does not hold up the next one; anything undecided is tried again for ever.
 */
export class Sender {
  readonly #parts: SenderParts;
  readonly #lead: Lead;
  readonly #lanes = new Set<string>();
  readonly #ends: (() => void)[];
  readonly #pauses = new Set<() => void>();
  /** Posts that the server may have, though no verdict came. */
  readonly #tried = new Set<string>();
  #leading: { readonly aborted: boolean } | null = null;
  #patience: { id: string; timer: unknown } | null = null;
  #patienceMs = TAKE_OVER_MS.first;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    const { outbox, upstream } = parts;
    this.#lead = outbox.lead((signal) => {
      this.#leading = signal;
      this.wake();
    });
    this.#ends = [
      outbox.subscribe(() => this.wake()),
      upstream.subscribe(() => {
        // Whoever waits to try again need not wait for a connection as well.
        if (!this.#isLive()) for (const end of this.#pauses) end();
        this.wake();
      }),
    ];
  }

  /** Looks whether there is something to send. */
  wake(): void {
    const { pending } = this.#parts.outbox;
    const waiting = this.#isLive() ? pending.filter(({ status }) => status === 'waiting') : [];
    this.#watch(waiting.find((one) => !this.#isOurs(one)));
    for (const one of waiting) {
      const lane = laneOf(one);
      if (!this.#isOurs(one) || this.#lanes.has(lane) || !this.#parts.isOpen(one.command.room)) continue;
      this.#lanes.add(lane);
      void this.#drain(lane).finally(() => {
        this.#lanes.delete(lane);
        // What came between the last look and now would otherwise wait for the next occasion.
        if (this.#next(lane) !== undefined) this.wake();
      });
    }
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#watch(undefined);
    this.#leading = null;
    this.#lead.end();
    for (const end of this.#pauses) end();
  }

  #isLive(): boolean {
    return this.#parts.upstream.state.state === 'live';
  }

  #isOurs({ unkept }: PendingCommand): boolean {
    return unkept === true || (this.#leading !== null && !this.#leading.aborted);
  }

  #next(lane: string): PendingCommand | undefined {
    const found = this.#parts.outbox.pending.find((one) => one.status === 'waiting' && laneOf(one) === lane && this.#isOurs(one));
    return found !== undefined && this.#isLive() && this.#parts.isOpen(found.command.room) ? found : undefined;
  }

  /** Keeps an eye on a command that is another tab's to send. */
  #watch(left: PendingCommand | undefined): void {
    if (left !== undefined && left.command.id === this.#patience?.id) return;
    clearTimeout(this.#patience?.timer);
    this.#patience = null;
    if (left === undefined) return;
    const timer = setTimeout(() => {
      this.#patience = null;
      this.#patienceMs = Math.min(TAKE_OVER_MS.most, this.#patienceMs * 2);
      this.#lead.takeOver();
      this.wake();
    }, this.#patienceMs);
    this.#patience = { id: left.command.id, timer };
  }

  async #drain(lane: string): Promise<void> {
    let wait = RETRY_MS.first;
    for (let next = this.#next(lane); next !== undefined; next = this.#next(lane)) {
      if (await this.#send(next)) {
        wait = RETRY_MS.first;
        continue;
      }
      // Jitter: after an outage not everybody comes back in the same moment.
      await this.#pause(wait * (0.5 + Math.random()));
      wait = Math.min(RETRY_MS.most, wait * 2);
    }
  }

  /** Sends one command; false where it has no verdict yet. */
  async #send(next: PendingCommand): Promise<boolean> {
    const { outbox, upstream, renew } = this.#parts;
    const { command } = next;
    const erasure = this.#erasureOf(next);
    if (erasure !== undefined) return this.#withdraw(next, erasure);
    if (command.type === 'message.post') this.#tried.add(command.id);
    const verdict = await upstream.perform(command);
    if (verdict.kind === 'undecided') {
      if (verdict.reason !== 'clock-skew' || command.authoredAt <= upstream.now()) return false;
      // Written while the clock of this device was ahead. Its signature covers that clock.
      const renewed = await renew(command).catch(() => null);
      if (renewed !== null) await outbox.mark(command.id, { command: renewed });
      return renewed !== null;
    }
    this.#tried.delete(command.id);
    if (verdict.kind === 'stored') await outbox.mark(command.id, { status: 'stored', seq: verdict.seq });
    else await outbox.mark(command.id, { status: 'failed', problem: verdict.message, reason: verdict.reason });
    return true;
  }

  /** The erasure that waits behind a post that was never sent. */
  #erasureOf(post: PendingCommand): PendingCommand | undefined {
    if (post.command.type !== 'message.post' || this.#tried.has(post.command.id)) return undefined;
    const { pending } = this.#parts.outbox;
    return pending.find((one) => one.status === 'waiting' && one.command.type === 'message.delete' && isAbout(post, one));
  }

  /**
   * A message that was erased before it left shall not leave. The erasure goes first: where the
   * server does not know the message after all, neither is needed.
   */
  async #withdraw(post: PendingCommand, erasure: PendingCommand): Promise<boolean> {
    const { outbox, upstream } = this.#parts;
    const verdict = await upstream.perform(erasure.command);
    if (verdict.kind === 'undecided') return false;
    const unknown = verdict.kind === 'refused' && verdict.reason === 'not-found';
    if (verdict.kind === 'refused' && !unknown) {
      await outbox.mark(erasure.command.id, { status: 'failed', problem: verdict.message, reason: verdict.reason });
      return true;
    }
    if (verdict.kind === 'stored') await outbox.mark(erasure.command.id, { status: 'stored', seq: verdict.seq });
    const needless = outbox.pending.filter(({ command: { id } }) => unknown || id !== erasure.command.id);
    for (const one of needless.reverse()) {
      if (one.command.id === post.command.id || isAbout(post, one)) await outbox.remove(one.command.id);
    }
    return true;
  }

  /** Waits, but not beyond the end of the connection. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#pauses.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#pauses.add(done);
    });
  }
}
