import { createTRPCClient, createWSClient, type TRPCClient, TRPCClientError, wsLink } from '@trpc/client';
import type { AppRouter } from '#server/api/router.ts';
import { connectionParamsFor, type Signer } from '#shared/identity/signer.ts';
import { Listeners } from '#shared/sync/listeners.ts';
import type { ServerAbout, UpstreamState } from '#shared/sync/upstream.ts';
import { ImpatientWebSocket } from './impatient-web-socket.ts';

/** The typed client of a server's API. */
export type Client = TRPCClient<AppRouter>;

/** What a server tells of an error. */
export interface ErrorData {
  readonly reason?: string | null;
  readonly serverTime?: number;
}

/** What came with an error, if it came from the server. */
export function dataOf(cause: unknown): ErrorData {
  return cause instanceof TRPCClientError ? ((cause.data as ErrorData | undefined) ?? {}) : {};
}

/** An error in words. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Refusals of a connection that a corrected clock and a fresh nonce may mend. */
const MENDABLE: ReadonlySet<string> = new Set(['clock-skew', 'nonce-used']);

/** Attempts to connect in the first minutes of an outage, and the longest waits between them then and later, in ms. */
const SOON = { attempts: 60, most: 5000 };
const LATER_MS = 30_000;

/** Wait before an accepted connection whose server does not let us in is asked again, in ms. */
const GREET_AGAIN_MS = 5000;

/** How long a connection that seems well may take to prove it, in ms. */
const PROBE_MS = 3000;

/** Wait before an attempt to connect, in ms: longer each time, with jitter, so that not everybody comes back at once. */
export function retryDelayMs(attempt: number): number {
  if (attempt === 0) return Math.random() * 300;
  return Math.min(attempt < SOON.attempts ? SOON.most : LATER_MS, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function isAbout(answer: unknown): answer is ServerAbout {
  const { name, epoch, limits, ai } = (answer ?? {}) as Partial<ServerAbout>;
  return [name, epoch, ai?.userId].every((text) => typeof text === 'string') && typeof limits?.messageLength === 'number';
}

/** The connection to a server, one socket after another, and what is subscribed to over it. */
export class TrpcConnection {
  readonly #signer: Signer;
  readonly #origin: string;
  readonly #begin: Promise<void>;
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #followers = new Set<() => void>();
  #socket: ReturnType<typeof createWSClient>;
  #client: Client;
  #state: UpstreamState = { state: 'connecting', since: Date.now(), lastInTouch: null, problem: null, about: null };
  /** What the server's clock is ahead of this device's, in ms; 0 until it complains. */
  #clockOffset = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #probing = false;
  #begun = false;
  #closed = false;

  /**
   * @param origin the server's public origin, such as `https://chat.example.org`; sign-ins are bound to it
   * @param begin before this resolves no connection is made
   */
  constructor(origin: string, signer: Signer, begin: Promise<void> = Promise.resolve()) {
    this.#origin = origin;
    this.#signer = signer;
    this.#begin = this.#beginAfter(begin);
    [this.#socket, this.#client] = this.#open();
  }

  get state(): UpstreamState {
    return this.#state;
  }

  /** This device's clock, corrected by what the server said of it; ms since 1970. */
  now(): number {
    return Date.now() + this.#clockOffset;
  }

  get client(): Client {
    return this.#client;
  }

  /** Keeps a subscription up: begins it anew after an error, and on a new socket. @returns a function that ends it */
  keep(subscribe: (onError: () => void) => { unsubscribe(): void }): () => void {
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

  /** Connects now where there is no connection; one that seems well has a moment to prove it. */
  reconnect(): void {
    if (this.#closed || !this.#begun) return;
    if (this.#state.state === 'live') void this.#probe();
    else this.#renew();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#end(this.#socket);
  }

  async #beginAfter(allowed: Promise<void>): Promise<void> {
    await allowed;
    this.#begun = true;
  }

  #open(): [ReturnType<typeof createWSClient>, Client] {
    const socket = createWSClient({
      url: () => this.#begin.then(() => `${this.#origin.replace(/^http/u, 'ws')}/trpc`),
      connectionParams: () => connectionParamsFor(this.#signer, this.#origin, this.now()),
      WebSocket: ImpatientWebSocket,
      retryDelayMs,
      keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 5000 },
    });
    const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
    socket.connectionState.subscribe({
      next: ({ state }) => {
        if (socket !== this.#socket && this.#socket !== undefined) return;
        clearTimeout(this.#again);
        if (state === 'pending') void this.#greet(client);
        else this.#lost();
      },
    });
    return [socket, client];
  }

  /** Ends a socket even where nobody answers: tRPC alone would wait for the answers that are due. */
  #end(socket: ReturnType<typeof createWSClient>): void {
    void socket.close();
    socket.connection?.ws.close();
  }

  #renew(): void {
    if (this.#closed) return;
    clearTimeout(this.#again);
    const old = this.#socket;
    [this.#socket, this.#client] = this.#open();
    this.#lost();
    for (const start of this.#followers) start();
    this.#end(old);
  }

  async #probe(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    const client = this.#client;
    const timer = setTimeout(() => {
      if (client === this.#client) this.#renew();
    }, PROBE_MS);
    await client.server.info.query().catch(() => undefined);
    clearTimeout(timer);
    this.#probing = false;
  }

  /** A socket that opened may still be one that the server does not accept: ask it who it is. */
  async #greet(client: Client): Promise<void> {
    try {
      const about: unknown = await client.server.info.query();
      if (client !== this.#client) return;
      if (!isAbout(about)) throw new Error('This address does not answer like a Parley server.');
      this.#set({ state: 'live', about, problem: null, lastInTouch: Date.now() });
    } catch (cause) {
      // Without a socket the next one is greeted.
      if (client !== this.#client || this.#closed || this.#socket.connectionState.get().state !== 'pending') return;
      const { reason, serverTime } = dataOf(cause);
      if (reason === 'clock-skew' && serverTime !== undefined) this.#clockOffset = serverTime - Date.now();
      this.#set({ state: 'offline', problem: messageOf(cause) });
      const mendable = reason != null && MENDABLE.has(reason);
      this.#again = setTimeout(() => (mendable ? this.#renew() : void this.#greet(client)), mendable ? 1000 : GREET_AGAIN_MS);
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
