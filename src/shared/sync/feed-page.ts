import type { Entry } from '../log/entry.ts';

/** What a feed yields: the next entries in order, or the word that the Replica must be rebuilt. */
export interface FeedPage {
  readonly entries: readonly Entry[];
  /** The cursor was void (another epoch, or too far behind): drop the Replica and take a snapshot. */
  readonly resync?: true;
}
