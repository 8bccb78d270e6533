import type { Command } from '#shared/chat/chat.ts';
import type { Feed } from '../log/feed.ts';
import type { Receipt } from '../log/perform.ts';
import type { Database } from '../store/database.ts';

/** What a client may know of this server. */
export interface About {
  readonly name: string;
  readonly epoch: string;
  readonly limits: { readonly messageLength: number };
}

/** What the procedures work with; `server.ts` puts it together. */
export interface Services {
  readonly about: About;
  readonly database: Database;
  readonly feed: Feed;
  /** Performs a command of whoever signed the connection: rate limit, signature, `perform`. */
  run(command: Command, actor: { readonly userId: string; readonly publicKey: string }): Promise<Receipt>;
}
