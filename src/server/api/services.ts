import type { Command } from '#shared/chat/chat.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import type { Feed } from '../log/feed.ts';
import type { Receipt } from '../log/perform.ts';
import type { Signals } from '../signals/signals.ts';
import type { Database } from '../store/database.ts';
import type { LastSeen } from '../store/last-seen.ts';
import type { ReceiptBook } from '../store/receipt-book.ts';
import type { RateLimit } from './rate-limit.ts';

/** The AI, as the procedures use it. */
export interface AiService {
  readonly live: {
    snapshot(room: string): AnswerPage;
    subscribe(room: string, listener: (pages: readonly AnswerPage[]) => void): () => void;
  };
  stop(asker: string, room: string, id: string): Promise<void>;
  again(asker: string, room: string, id: string): Promise<void>;
}

/** What a client may know of this server. */
export interface About {
  readonly name: string;
  readonly epoch: string;
  readonly limits: { readonly messageLength: number };
  /** Who the AI is, and what answers for it. */
  readonly ai: { readonly userId: string; readonly model: string };
}

/** What the procedures work with; `server.ts` puts it together. */
export interface Services {
  readonly about: About;
  readonly database: Database;
  readonly feed: Feed;
  readonly signals: Signals;
  readonly lastSeen: LastSeen;
  readonly receipts: ReceiptBook;
  readonly ai: AiService;
  /** Of signals and receipts, apart from that of commands: who types must still be able to send. */
  readonly signalRate: RateLimit;
  /** Performs a command of whoever signed the connection: rate limit, signature, `perform`. */
  run(command: Command, actor: { readonly userId: string; readonly publicKey: string }): Promise<Receipt>;
}
