import type { Refusal } from '#shared/chat/refusal.ts';

/** One signed connection, as the procedures see it. */
export interface Connection {
  /** Who signed it; null where it is not signed, or not validly. */
  readonly actor: { readonly userId: string; readonly publicKey: string } | null;
  /** Why it is not signed validly; told to whoever asks for something over it. */
  readonly refusal: Refusal | null;
  /** How many requests wait for their answer. */
  pending: number;
  /** How many subscriptions are open. */
  subscriptions: number;
  /**
   * Hands the live entries of a room over to this connection's subscription, from this turn on.
   * @returns a function that ends it
   */
  follow(room: string, requestId: string | number): () => void;
}

/** What every procedure gets; made once per connection. */
export interface Context {
  readonly connection: Connection;
}
