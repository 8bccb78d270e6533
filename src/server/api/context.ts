import type { Refusal } from '#shared/chat/refusal.ts';

/** What a connection may follow: entries, or what is true only now. */
export type Stream = 'feed' | 'presence' | 'receipts' | 'receipts-quiet' | 'answers';

/** One signed connection, as the procedures see it. */
export interface Connection {
  /** Unique among all connections of this server. */
  readonly id: string;
  /** Who signed it; null where it is not signed, or not validly. */
  readonly actor: { readonly userId: string; readonly publicKey: string } | null;
  /** Why it is not signed validly; told to whoever asks for something over it. */
  readonly refusal: Refusal | null;
  /** How many requests wait for their answer. */
  pending: number;
  /** How many subscriptions are open. */
  subscriptions: number;
  /** Reads when this connection has read what it asked for before; see `ReadTurns`. */
  read<T>(read: () => Promise<T>): Promise<T>;
  /**
   * Hands what a room brings from this turn on over to this connection's subscription.
   * @returns a function that ends it
   */
  follow(stream: Stream, room: string, requestId: string | number): () => void;
}

/** What every procedure gets; made once per connection. */
export interface Context {
  readonly connection: Connection;
}
