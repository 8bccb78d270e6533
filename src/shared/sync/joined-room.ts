import { Refusal } from '../chat/refusal.ts';
import type { Signer } from '../identity/signer.ts';
import { enterRoom, type ProfileFields } from './enter-room.ts';
import type { PendingCommand } from './outbox.ts';
import { type Overlay, overlayPending } from './pending-overlay.ts';
import type { RoomSync } from './room-sync.ts';
import type { Upstream } from './upstream.ts';

/** Wait before a room is entered again after an outage, in ms. */
const ENTER_AGAIN_MS = 2000;

/** What a joined room needs of its client. */
export interface JoinedParts {
  readonly signer: Signer;
  readonly upstream: Upstream;
  profile(): ProfileFields | null;
  /** Told of every change of the room, and whenever it was entered or could not be. */
  onChange(sync: RoomSync): void;
  /** Told what of the profile a room does not take, in words for people. */
  onTrouble(problem: string): void;
}

/** A room of this client, and whether it was entered on this connection: it exists and knows who we are. */
export class JoinedRoom {
  readonly sync: RoomSync;
  readonly #parts: JoinedParts;
  readonly #end: () => void;
  /** Grows with everything that voids an entry: another connection, another profile, another log. */
  #turn = 0;
  #entered = false;
  #entering = false;
  #refusal: Refusal | null = null;
  #timer: unknown = null;
  #overlay: { readonly version: string; readonly overlay: Overlay } | null = null;

  constructor(sync: RoomSync, parts: JoinedParts) {
    this.sync = sync;
    this.#parts = parts;
    void sync.paint();
    this.#end = sync.subscribe(() => {
      // The feed said that its cursor is void.
      if (this.#entered && !sync.following) {
        this.void();
        this.enter();
      }
      parts.onChange(sync);
    });
  }

  get entered(): boolean {
    return this.#entered;
  }

  /** Why it cannot be entered; null while nothing speaks against it. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** Voids the entry: it must be entered again. */
  void(): void {
    this.#turn += 1;
    this.#entered = false;
  }

  /** Enters where there is a connection, and again after a failure that may pass. */
  enter(): void {
    clearTimeout(this.#timer);
    if (this.#entered || this.#entering || this.#parts.upstream.state.state !== 'live') return;
    const turn = this.#turn;
    this.#entering = true;
    void this.#enter(turn).finally(() => {
      this.#entering = false;
      this.#parts.onChange(this.sync);
      // Voided meanwhile: what was entered was something else.
      if (turn !== this.#turn) this.enter();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#end();
    this.sync.close();
  }

  /** Its rows with what is pending laid over them. @param version grows with every change of what is pending */
  overlay(pending: readonly PendingCommand[], version: number): Overlay {
    const { sync } = this;
    const both = `${sync.version}:${version}`;
    if (this.#overlay?.version !== both) {
      const ours = pending.filter(({ command }) => command.room === sync.room);
      const overlay = overlayPending(sync.room, sync.rows, ours, this.#parts.signer.userId, this.#parts.profile());
      this.#overlay = { version: both, overlay };
    }
    return this.#overlay.overlay;
  }

  async #enter(turn: number): Promise<void> {
    const { signer, upstream, profile, onTrouble } = this.#parts;
    try {
      // What this device has need not be fetched.
      await this.sync.paint();
      const trouble = await enterRoom(this.sync, signer, upstream, profile());
      if (turn !== this.#turn) return;
      this.#refusal = null;
      this.#entered = profile() !== null;
      if (trouble !== null) onTrouble(trouble.message);
      void this.sync.resumeLoading();
    } catch (cause) {
      if (turn !== this.#turn) return;
      // Another device of ours was faster: the feed brings what it said, then ours is the next revision.
      const final = cause instanceof Refusal && cause.reason !== 'conflict';
      this.#refusal = final ? cause : null;
      // The connection is well but the server is not; a broken connection comes back by itself.
      if (!final) this.#timer = setTimeout(() => this.enter(), ENTER_AGAIN_MS);
    }
  }
}
