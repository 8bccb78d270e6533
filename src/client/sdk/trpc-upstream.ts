import type { Command } from '#shared/chat/chat.ts';
import type { Signer } from '#shared/identity/signer.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import type { Activity, OwnPresence, PresencePage } from '#shared/sync/presence.ts';
import type { OwnReceipt, ReceiptList, ReceiptPage } from '#shared/sync/receipts.ts';
import type { Upstream, UpstreamState, Verdict } from '#shared/sync/upstream.ts';
import { type Client, dataOf, messageOf, TrpcConnection } from './trpc-connection.ts';

/** Refusals that say nothing about the command itself: it is sent again later. */
const PASSING: ReadonlySet<string> = new Set(['too-fast', 'signed-out', 'clock-skew', 'nonce-used', 'unavailable']);

/** The verdict that an error stands for; without a reason the command is not decided. */
function verdictOf(cause: unknown): Verdict {
  const { reason } = dataOf(cause);
  if (reason == null) return { kind: 'undecided', message: messageOf(cause) };
  if (PASSING.has(reason)) return { kind: 'undecided', message: messageOf(cause), reason };
  return { kind: 'refused', reason, message: messageOf(cause) };
}

/** The function that makes one command travel, by its type; a new type of command is one more line. */
const SENDERS: {
  readonly [T in Command['type']]: (client: Client, command: Extract<Command, { type: T }>) => Promise<{ seq: number }>;
} = {
  'room.create': (client, command) => client.room.create.mutate(command),
  'channel.create': (client, command) => client.channel.create.mutate(command),
  'channel.change': (client, command) => client.channel.change.mutate(command),
  'user.update': (client, command) => client.user.update.mutate(command),
  'message.post': (client, command) => client.message.send.mutate(command),
  'message.edit': (client, command) => client.message.edit.mutate(command),
  'message.delete': (client, command) => client.message.remove.mutate(command),
};

/** A server, over one WebSocket with stock tRPC. */
export class TrpcUpstream implements Upstream {
  readonly #connection: TrpcConnection;
  readonly subscribe: Upstream['subscribe'];

  /**
   * @param origin the server's public origin, such as `https://chat.example.org`; sign-ins are bound to it
   * @param begin before this resolves no connection is made
   */
  constructor(origin: string, signer: Signer, begin?: Promise<void>) {
    this.#connection = new TrpcConnection(origin, signer, begin);
    this.subscribe = this.#connection.subscribe;
  }

  get state(): UpstreamState {
    return this.#connection.state;
  }

  now(): number {
    return this.#connection.now();
  }

  /** The typed client, for queries beyond this port (search, say). */
  get client(): Client {
    return this.#connection.client;
  }

  async perform(command: Command): Promise<Verdict> {
    try {
      const send = SENDERS[command.type] as (client: Client, command: Command) => Promise<{ seq: number }>;
      const { seq } = await send(this.client, command);
      if (!Number.isSafeInteger(seq)) throw new Error('The server does not say where it stored this.');
      return { kind: 'stored', seq };
    } catch (cause) {
      return verdictOf(cause);
    }
  }

  snapshot(room: string, channel?: string): ReturnType<Upstream['snapshot']> {
    return this.client.room.snapshot.query({ room, channel });
  }

  history(request: Parameters<Upstream['history']>[0]): ReturnType<Upstream['history']> {
    return this.client.message.history.query(request);
  }

  preview(room: string): ReturnType<Upstream['preview']> {
    return this.client.room.preview.query({ room });
  }

  follow(room: string, after: () => string, onPage: (cursor: string, page: FeedPage) => void): () => void {
    // tRPC resumes by itself after a lost socket, from the last cursor that it saw.
    return this.#connection.keep((onError) =>
      this.client.feed.live.subscribe({ room, after: after() }, { onData: ({ id, data }) => onPage(id, data), onError }),
    );
  }

  followPresence(room: string, activity: () => Activity, onPage: (page: PresencePage) => void): () => void {
    let end: (() => void) | null = null;
    // tRPC would enter again by itself, but with what this device did when it first came.
    const look = (): void => {
      if (this.state.state === 'live') {
        end ??= this.#connection.keep((onError) =>
          this.client.presence.live.subscribe({ room, activity: activity() }, { onData: onPage, onError }),
        );
      } else {
        end?.();
        end = null;
      }
    };
    const ignore = this.subscribe(look);
    look();
    return () => {
      ignore();
      end?.();
    };
  }

  async tellPresence(room: string, presence: OwnPresence): Promise<void> {
    if (this.state.state !== 'live') return;
    await this.client.presence.set.mutate({ room, ...presence }).catch(() => undefined);
  }

  followReceipts(room: string, onPage: (page: ReceiptPage) => void): () => void {
    return this.#connection.keep((onError) => this.client.receipt.live.subscribe({ room }, { onData: onPage, onError }));
  }

  async tellReceipts(room: string, receipts: readonly OwnReceipt[]): Promise<boolean> {
    if (this.state.state !== 'live') return false;
    return this.client.receipt.set.mutate({ room, receipts: [...receipts] }).then(
      () => true,
      () => false,
    );
  }

  listReceipts(room: string, channel: string): Promise<ReceiptList> {
    return this.client.receipt.list.query({ room, channel });
  }

  setSilent(silent: boolean): Promise<void> {
    return this.client.receipt.setSilent.mutate({ silent });
  }

  followAnswers(room: string, onPage: (page: AnswerPage) => void): () => void {
    return this.#connection.keep((onError) => this.client.ai.stream.subscribe({ room }, { onData: onPage, onError }));
  }

  stopAnswer(room: string, id: string): Promise<void> {
    return this.client.ai.stop.mutate({ room, id });
  }

  askAgain(room: string, id: string): Promise<void> {
    return this.client.ai.again.mutate({ room, id });
  }

  reconnect(): void {
    this.#connection.reconnect();
  }

  close(): void {
    this.#connection.close();
  }
}
