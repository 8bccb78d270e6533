import type { Activity } from '#shared/sync/presence.ts';

export type { Activity };

/** A person who is present in a room with at least one device. */
export interface Present {
  readonly user: string;
  /** `active` while any of their devices is. */
  readonly activity: Activity;
  /** ms since 1970 since when it is so. */
  readonly since: number;
  /** The channel they are typing in; null if in none. */
  readonly typing: string | null;
}

/** What changed in a room since the last time: people who are present in a new way, and people who left. */
export interface PresenceChange {
  readonly present: readonly Present[];
  /** Who is gone, and when they were last seen, ms since 1970. */
  readonly gone: readonly { readonly user: string; readonly lastSeen: number }[];
}

/** One connection of a person, in one room. */
export interface Device {
  /** Unique per connection. */
  readonly connection: string;
  readonly room: string;
  readonly user: string;
}

/**
 * The port to what is true only now and never stored: who is here, who types. In memory in one
 * process; later NATS for several.
 */
export interface Signals {
  /** A device came. Its person is present from now on. */
  enter(device: Device, activity: Activity): void;
  /** A device does something else; nothing happens where it is not here. `typing` ends by itself after a few seconds. */
  set(
    device: Pick<Device, 'connection' | 'room'>,
    state: { readonly activity?: Activity; readonly typing?: string | null },
  ): void;
  /** A device went. Its person is gone after a grace of a few seconds, so that a reload does not flicker. */
  leave(device: Pick<Device, 'connection' | 'room'>): void;
  /** Everybody who is present in a room. Whatever of it changes from now on is told, even if it changes back. */
  present(room: string): Present[];
  /** Tells of changes, a few times a second at most, however many there are. @returns a function that ends it */
  subscribe(room: string, listener: (change: PresenceChange) => void): () => void;
}
