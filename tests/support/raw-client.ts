import { connect as connectTcp } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ConnectionParams } from '#shared/identity/connection.ts';

/** A frame of the server, as it stands on the wire. */
export interface Answer {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly result?: { readonly type: string; readonly data?: unknown; readonly id?: string };
  readonly error?: {
    readonly message: string;
    readonly data: { readonly reason: unknown; readonly code: unknown; readonly serverTime: number };
  };
}

/** A WebSocket that sends whatever one likes, and remembers what comes. */
export class RawClient {
  readonly socket: WebSocket;
  readonly answers: Answer[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();
  #requests = 0;

  constructor(url: string, options: { headers?: Record<string, string>; path?: string } = {}) {
    this.socket = new WebSocket(`${url.replace(/^http/u, 'ws')}${options.path ?? '/trpc?connectionParams=1'}`, {
      headers: options.headers ?? {},
    });
    this.socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text !== 'PING' && text !== 'PONG') this.answers.push(JSON.parse(text) as Answer);
      for (const look of this.#waiting) look();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    onTestFinished(() => this.socket.terminate());
  }

  /** Connects, and says who one is where `params` are given. */
  static async open(
    url: string,
    params: ConnectionParams | null,
    options: ConstructorParameters<typeof RawClient>[1] = {},
  ): Promise<RawClient> {
    const client = new RawClient(url, options);
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    client.send({ method: 'connectionParams', data: params });
    return client;
  }

  /** Sends a frame: text or bytes as they are, anything else as JSON. */
  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends a request under a new id, without waiting. */
  ask(method: 'query' | 'mutation' | 'subscription', path: string, input?: unknown): string {
    this.#requests += 1;
    const id = `ask-${this.#requests}`;
    this.send({ id, method, params: { path, input } });
    return id;
  }

  /** Resolves when `done` holds of the frames that came. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!done()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves to the first frame that fits. */
  async first(fits: (answer: Answer) => boolean): Promise<Answer> {
    let found: Answer | undefined;
    await this.until(() => (found = this.answers.find(fits)) !== undefined);
    return found as Answer;
  }

  /** Sends a request and resolves to its answer. */
  request(method: 'query' | 'mutation', path: string, input?: unknown): Promise<Answer> {
    const id = this.ask(method, path, input);
    return this.first((answer) => answer.id === id);
  }

  /** Whether the server still answers on this connection. */
  async isAlive(): Promise<boolean> {
    return (await this.request('query', 'server.info')).result !== undefined;
  }
}

/** Sends bytes to a TCP port and resolves to all that comes back until the other end closes, or nothing comes for a while. */
export function sendBytes(url: string, bytes: string, quietMs = 1000): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const { hostname, port } = new URL(url);
    const socket = connectTcp(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(answer));
  });
}
