import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { Refusal } from '#shared/chat/refusal.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import type { Metrics } from '../metrics.ts';
import type { Connection, Context, Stream } from './context.ts';
import { type FloodLimits, guardFlood } from './flood-guard.ts';
import { isSameOrigin, type OriginPolicy, originsOf } from './origin.ts';
import { ReadTurns } from './read-turns.ts';
import { decodeFrame } from './request-id.ts';
import type { AppRouter } from './router.ts';
import { encodeFrame } from './ready-page.ts';

export interface WebSocketOptions {
  readonly router: AppRouter;
  readonly origin: OriginPolicy;
  readonly metrics: Metrics;
  readonly maxFrameBytes: number;
  readonly helloTimeoutMs: number;
  /** How often a connection is asked whether it still is. */
  readonly heartbeatMs: number;
  readonly flood: FloodLimits;
  signIn(params: unknown, origins: string[]): Promise<SignedIn>;
  /** Joins a socket to what a room brings from now on; returns a function that leaves. */
  follow(socket: WebSocket, stream: Stream, room: string, requestId: string | number): () => void;
  /** Told of bugs, never of refusals. */
  onBug(error: Error, path: string | undefined): void;
}

export interface WebSocketEndpoint {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Asks every client to connect again, which they do by themselves, and takes no new ones. */
  drain(): void;
  /** Closes what is still open. */
  close(): void;
}

/**
 * Calls in one frame. Stock clients put into it whatever one turn brings, all their subscriptions
 * say, so it is as high as any limit of a connection can be set (config.ts); those limits then refuse call by call.
 */
const MAX_BATCH = 10_000;

/** Ends a request for a connection with a status and nothing else. */
function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The tRPC endpoint on `/trpc`: signed connections, stock clients. */
export function createWebSocket(options: WebSocketOptions): WebSocketEndpoint {
  const { metrics, origin } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: options.maxFrameBytes, perMessageDeflate: false });
  const hellos = new WeakMap<WebSocket, NodeJS.Timeout>();
  let draining = false;

  async function createContext({
    req,
    res: socket,
    info,
  }: {
    req: IncomingMessage;
    res: WebSocket;
    info: { connectionParams: unknown };
  }): Promise<Context> {
    clearTimeout(hellos.get(socket));
    let actor: Connection['actor'] = null;
    let refusal: Refusal | null = null;
    try {
      actor = await options.signIn(info.connectionParams, originsOf(req, origin));
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      refusal = cause;
    }
    metrics.signIns.inc({ outcome: refusal?.reason ?? 'signed' });
    const follow: Connection['follow'] = (stream, room, requestId) => options.follow(socket, stream, room, requestId);
    const turns = new ReadTurns(socket);
    const read: Connection['read'] = (work) => turns.take(work);
    return { connection: { id: randomUUID(), actor, refusal, pending: 0, subscriptions: 0, read, follow } };
  }

  const handle = getWSConnectionHandler<AppRouter>({
    wss: server,
    router: options.router,
    createContext: createContext,
    keepAlive: { enabled: true, pingMs: options.heartbeatMs, pongWaitMs: 5000 },
    maxBatchSize: MAX_BATCH,
    experimental_encoder: {
      encode: encodeFrame,
      decode: (data) => {
        try {
          return decodeFrame(data);
        } catch (cause) {
          metrics.malformedFrames.inc();
          throw cause;
        }
      },
    },
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') options.onBug(error, path);
    },
  });

  server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    metrics.connections.inc();
    socket.once('close', () => {
      metrics.connections.dec();
      clearTimeout(hellos.get(socket));
    });
    guardFlood(socket, options.flood, {
      paused: () => metrics.socketsPaused.inc(),
      closed: () => metrics.socketsClosed.inc({ cause: 'unread' }),
    });
    const hello = setTimeout(() => {
      metrics.socketsClosed.inc({ cause: 'no-hello' });
      socket.close(1008, 'Say who you are first');
    }, options.helloTimeoutMs);
    hellos.set(socket, hello);
    handle(socket, request);
  });

  return {
    upgrade(request, socket, head) {
      if (draining) refuse(socket, '503 Service Unavailable');
      // tRPC throws, in nobody's hands, where it cannot put the two together.
      else if (!URL.canParse(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`))
        refuse(socket, '400 Bad Request');
      else if (!isSameOrigin(request, origin)) refuse(socket, '403 Forbidden');
      else server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    drain() {
      draining = true;
      for (const client of server.clients) client.close(1012, 'The server restarts');
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
