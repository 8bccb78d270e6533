import { createTRPCClient, createWSClient, TRPCClientError, type TRPCClient, wsLink } from '@trpc/client';
import type { AppRouter } from '#server/api/router.ts';
import type { Command } from '#shared/chat/chat.ts';
import { connectionParamsFor, type Signer } from '#shared/identity/signer.ts';
import { Listeners } from '#shared/sync/listeners.ts';
import type { FeedPage } from '#shared/sync/feed-page.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import type { Activity, OwnPresence, PresencePage } from '#shared/sync/presence.ts';
import type { OwnReceipt, ReceiptList, ReceiptPage } from '#shared/sync/receipts.ts';
import type { Upstream, UpstreamState, Verdict } from '#shared/sync/upstream.ts';
import { ImpatientWebSocket } from './impatient-web-socket.ts';

type Client = TRPCClient<AppRouter>;

/** Refusals that say nothing about the command itself: it is sent again later. */
const PASSING: ReadonlySet<string> = new Set(['too-fast', 'signed-out', 'clock-skew', 'nonce-used', 'unavailable']);

/** Refusals of a connection that a corrected clock and a fresh nonce may mend. */
const MENDABLE: ReadonlySet<string> = new Set(['clock-skew', 'nonce-used']);

/** Waits between attempts to connect: longer each time, with jitter, so that not everybody comes back at once. */
function retryDelayMs(attempt: number): number {
  return attempt === 0 ? Math.random() * 300 : Math.min(15_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

interface ErrorData {
  readonly reason?: string | null;
  readonly serverTime?: number;
}

function dataOf(cause: unknown): ErrorData {
  return cause instanceof TRPCClientError ? ((cause.data as ErrorData | undefined) ?? {}) : {};
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The verdict that an error stands for; without a reason the command is not decided. */
function verdictOf(cause: unknown): Verdict {
  const { reason } = dataOf(cause);
  if (reason == null || PASSING.has(reason)) return { kind: 'undecided', message: messageOf(cause) };
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
  readonly #signer: Signer;
  readonly #origin: string;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #followers = new Set<() => void>();
  #socket: ReturnType<typeof createWSClient>;
  #client: Client;
  #state: UpstreamState = { state: 'connecting', since: Date.now(), lastInTouch: null, problem: null, about: null };
  /** What the server's clock is ahead of this device's, in ms; 0 until it complains. */
  #clockOffset = 0;
  #closed = false;

  /**
   * @param origin the server's public origin, such as `https://chat.example.org`; sign-ins are bound to it
   */
  constructor(origin: string, signer: Signer) {
    this.#origin = origin;
    this.#signer = signer;
    [this.#socket, this.#client] = this.#open();
  }

  get state(): UpstreamState {
    return this.#state;
  }

  now(): number {
    return Date.now() + this.#clockOffset;
  }

  /** The typed client, for queries beyond this port (search, say). */
  get client(): Client {
    return this.#client;
  }

  async perform(command: Command): Promise<Verdict> {
    try {
      const send = SENDERS[command.type] as (client: Client, command: Command) => Promise<{ seq: number }>;
      const { seq } = await send(this.#client, command);
      return { kind: 'stored', seq };
    } catch (cause) {
      return verdictOf(cause);
    }
  }

  snapshot(room: string, channel?: string): ReturnType<Upstream['snapshot']> {
    return this.#client.room.snapshot.query({ room, channel });
  }

  history(request: Parameters<Upstream['history']>[0]): ReturnType<Upstream['history']> {
    return this.#client.message.history.query(request);
  }

  preview(room: string): ReturnType<Upstream['preview']> {
    return this.#client.room.preview.query({ room });
  }

  follow(room: string, after: () => string, onPage: (cursor: string, page: FeedPage) => void): () => void {
    // tRPC resumes by itself after a lost socket, from the last cursor that it saw.
    return this.#keep((onError) =>
      this.#client.feed.live.subscribe({ room, after: after() }, { onData: ({ id, data }) => onPage(id, data), onError }),
    );
  }

  followPresence(room: string, activity: () => Activity, onPage: (page: PresencePage) => void): () => void {
    let end: (() => void) | null = null;
    // tRPC would enter again by itself, but with what this device did when it first came.
    const look = (): void => {
      if (this.#state.state === 'live') {
        end ??= this.#keep((onError) =>
          this.#client.presence.live.subscribe({ room, activity: activity() }, { onData: onPage, onError }),
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
    if (this.#state.state !== 'live') return;
    await this.#client.presence.set.mutate({ room, ...presence }).catch(() => undefined);
  }

  followReceipts(room: string, onPage: (page: ReceiptPage) => void): () => void {
    return this.#keep((onError) => this.#client.receipt.live.subscribe({ room }, { onData: onPage, onError }));
  }

  async tellReceipts(room: string, receipts: readonly OwnReceipt[]): Promise<boolean> {
    if (this.#state.state !== 'live') return false;
    return this.#client.receipt.set.mutate({ room, receipts: [...receipts] }).then(
      () => true,
      () => false,
    );
  }

  listReceipts(room: string, channel: string): Promise<ReceiptList> {
    return this.#client.receipt.list.query({ room, channel });
  }

  setSilent(silent: boolean): Promise<void> {
    return this.#client.receipt.setSilent.mutate({ silent });
  }

  reconnect(): void {
    if (this.#closed || this.#state.state === 'live') return;
    void this.#socket.close();
    [this.#socket, this.#client] = this.#open();
    for (const start of this.#followers) start();
  }

  close(): void {
    this.#closed = true;
    void this.#socket.close();
  }

  followAnswers(room: string, onPage: (page: AnswerPage) => void): () => void {
    return this.#keep((onError) => this.#client.ai.stream.subscribe({ room }, { onData: onPage, onError }));
  }

  stopAnswer(room: string, id: string): Promise<void> {
    return this.#client.ai.stop.mutate({ room, id });
  }

  askAgain(room: string, id: string): Promise<void> {
    return this.#client.ai.again.mutate({ room, id });
  }

  /** Keeps a subscription up: begins it anew after an error, and on a new socket. @returns a function that ends it */
  #keep(subscribe: (onError: () => void) => { unsubscribe(): void }): () => void {
    let subscription: { unsubscribe(): void } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const start = (): void => {
      clearTimeout(timer);
      subscription?.unsubscribe();
      subscription = subscribe(() => {
        subscription = null;
        if (!ended) timer = setTimeout(start, retryDelayMs(1));
      });
    };
    this.#followers.add(start);
    start();
    return () => {
      ended = true;
      clearTimeout(timer);
      this.#followers.delete(start);
      subscription?.unsubscribe();
    };
  }

  #open(): [ReturnType<typeof createWSClient>, Client] {
    const socket = createWSClient({
      url: `${this.#origin.replace(/^http/u, 'ws')}/trpc`,
      connectionParams: () => connectionParamsFor(this.#signer, this.#origin, this.now()),
      WebSocket: ImpatientWebSocket,
      retryDelayMs,
      keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 5000 },
    });
    const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
    socket.connectionState.subscribe({
      next: ({ state }) => {
        if (socket !== this.#socket && this.#socket !== undefined) return;
        if (state === 'pending') void this.#greet(client);
        else this.#lost();
      },
    });
    return [socket, client];
  }

  /** A socket that opened may still be one that the server does not accept: ask it who it is. */
  async #greet(client: Client): Promise<void> {
    try {
      const about = await client.server.info.query();
      if (client === this.#client) this.#set({ state: 'live', about, problem: null, lastInTouch: Date.now() });
    } catch (cause) {
      if (client !== this.#client) return;
      const { reason, serverTime } = dataOf(cause);
      if (reason == null) return;
      if (reason === 'clock-skew' && serverTime !== undefined) this.#clockOffset = serverTime - Date.now();
      this.#set({ state: 'offline', problem: messageOf(cause) });
      if (MENDABLE.has(reason)) setTimeout(() => this.reconnect(), 1000);
    }
  }

  #lost(): void {
    const { state, lastInTouch } = this.#state;
    this.#set({
      state: lastInTouch === null ? 'connecting' : 'offline',
      lastInTouch: state === 'live' ? Date.now() : lastInTouch,
    });
  }

  #set(change: Partial<UpstreamState>): void {
    const since = change.state !== undefined && change.state !== this.#state.state ? Date.now() : this.#state.since;
    this.#state = { ...this.#state, ...change, since };
    this.#listeners.notify();
  }
}
