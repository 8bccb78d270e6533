/** What a device of a person does: somebody is at it, or it is only connected. */
export type Activity = 'active' | 'idle';

/** How a person is in a room. */
export interface PersonState {
  readonly user: string;
  /** `active` while any of their devices is; `gone` where none is connected. */
  readonly state: Activity | 'gone';
  /** Since when, by the server's clock, ms since 1970; for who is gone, when they were last seen. */
  readonly since: number;
  /** The channel they are typing in; null if in none. */
  readonly typing: string | null;
}

/** What `presence.live` yields: first everybody who was ever seen, then whoever changed, in order. */
export interface PresencePage {
  readonly people: readonly PersonState[];
  /** Everything before this page is void: the server's clock now, ms since 1970. */
  readonly snapshot?: { readonly now: number };
}

/** What a device tells about itself. Typing ends by itself after a few seconds; say it again every three. */
export interface OwnPresence {
  readonly activity?: Activity;
  readonly typing?: string | null;
}
