import { Listeners } from './listeners.ts';
import type { Activity, OwnPresence, PersonState, PresencePage } from './presence.ts';

/** What presence needs of a server. */
export interface PresenceUpstream {
  /**
   * Is present in a room and follows who else is, through every loss of the connection.
   * @param activity what this device does; asked whenever it enters
   */
  followPresence(room: string, activity: () => Activity, onPage: (page: PresencePage) => void): () => void;
  /** Tells what this device does; it never rejects, and where there is no connection it is lost. */
  tellPresence(room: string, presence: OwnPresence): Promise<void>;
}

/** While somebody types, the server hears of it this often, in ms; it forgets after about twice as long. */
const TYPING_AGAIN_MS = 3000;

/** Who is in one room, and being in it oneself. What it last knew stays when the connection is lost. */
export class PresenceSync {
  readonly room: string;
  readonly #upstream: PresenceUpstream;
  readonly #activity: () => Activity;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  #people = new Map<string, PersonState>();
  #stop: (() => void) | null = null;
  #known = false;
  #clockAhead = 0;
  #entered: Activity = 'active';
  #typing: string | null = null;
  #typingToldAt = 0;

  /** @param activity what this device does now */
  constructor(room: string, upstream: PresenceUpstream, activity: () => Activity) {
    this.room = room;
    this.#upstream = upstream;
    this.#activity = activity;
  }

  /** Everybody who was ever seen here, by user id; a new map after each change. Empty before the server told. */
  get people(): ReadonlyMap<string, PersonState> {
    return this.#people;
  }

  /** The server told at least once. */
  get known(): boolean {
    return this.#known;
  }

  /** ms by which the server's clock is ahead of this device's; its times are by its own. */
  get clockAhead(): number {
    return this.#clockAhead;
  }

  /** Enters; from now on one is present. */
  connect(): void {
    const activity = (): Activity => (this.#entered = this.#activity());
    this.#stop ??= this.#upstream.followPresence(this.room, activity, (page) => this.#read(page));
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Tells what this device does now. */
  tellActivity(): void {
    if (this.#stop !== null) void this.#upstream.tellPresence(this.room, { activity: this.#activity() });
  }

  /** Something was typed in a channel; call it at every key. Null: what was typed was sent or taken back. */
  type(channel: string | null): void {
    const now = Date.now();
    const lately = now >= this.#typingToldAt && now - this.#typingToldAt < TYPING_AGAIN_MS;
    if (this.#stop === null || (channel === this.#typing && (channel === null || lately))) return;
    this.#typing = channel;
    this.#typingToldAt = now;
    void this.#upstream.tellPresence(this.room, { typing: channel });
  }

  #read({ people, snapshot }: PresencePage): void {
    this.#people = new Map(snapshot === undefined ? this.#people : []);
    for (const state of people) this.#people.set(state.user, state);
    if (snapshot !== undefined) {
      this.#known = true;
      this.#clockAhead = snapshot.now - Date.now();
      // It may have changed on the way here.
      if (this.#activity() !== this.#entered) this.tellActivity();
    }
    this.#listeners.notify();
  }
}
