import type { Command } from '../chat/chat.ts';
import type { AnswerUpstream } from './answer-sync.ts';
import type { FeedPage } from './feed-page.ts';
import type { PresenceUpstream } from './presence-sync.ts';
import type { ReceiptUpstream } from './receipt-sync.ts';
import type { HistoryPage, RoomPreview, Snapshot } from './snapshot.ts';

/** What a server tells about itself on every new connection. */
export interface ServerAbout {
  readonly name: string;
  readonly epoch: string;
  readonly limits: { readonly messageLength: number };
  /** Who the AI is, and what answers for it. */
  readonly ai: { readonly userId: string; readonly model: string };
}

/** How we stand with the server. Times are ms since 1970 by this device's clock. */
export interface UpstreamState {
  readonly state: 'connecting' | 'live' | 'offline';
  /** Since when. */
  readonly since: number;
  readonly lastInTouch: number | null;
  /** What the server says keeps us out (a wrong clock, say); null if nothing does. */
  readonly problem: string | null;
  /** Null before the first connection. */
  readonly about: ServerAbout | null;
}

/** What became of a command: stored at `seq`, refused for good, or not decided yet, with a reason where the server gave one. */
export type Verdict =
  | { readonly kind: 'stored'; readonly seq: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string }
  | { readonly kind: 'undecided'; readonly message: string; readonly reason?: string };

/** The port to a server. It connects by itself and again after every loss; nothing here throws away work. */
export interface Upstream extends PresenceUpstream, ReceiptUpstream, AnswerUpstream {
  readonly state: UpstreamState;
  subscribe(listener: () => void): () => void;
  /** This device's clock, corrected by what the server said of it; ms since 1970. */
  now(): number;
  /** Sends a command. It never rejects: a broken connection is a verdict too. */
  perform(command: Command): Promise<Verdict>;
  snapshot(room: string, channel?: string): Promise<Snapshot>;
  history(request: {
    room: string;
    channel: string;
    before?: number;
    after?: number;
    around?: number;
    limit?: number;
  }): Promise<HistoryPage>;
  preview(room: string): Promise<RoomPreview>;
  /**
   * Follows a room's feed, through every loss of the connection.
   * @param after where to go on from; asked again at each connection
   */
  follow(room: string, after: () => string, onPage: (cursor: string, page: FeedPage) => void): () => void;
  /** Tries to connect now, without waiting for the next turn. */
  reconnect(): void;
  close(): void;
}
