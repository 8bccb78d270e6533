import { answerCalls } from './calls.ts';
import { nodeSigner } from './node-signer.ts';
import { RawSocket } from './raw-socket.ts';
import { greeting, requestFrame } from './trpc-connection.ts';
import { until } from './until.ts';

/** Stands once in every message that is delivered, whichever server delivers it. */
const MARK = Buffer.from('"seq":');
const PING = Buffer.from('\u0081\u0004PING', 'latin1');

/** How a kind of server is greeted, and what it says when a reader is in. */
export type Dialect =
  | { readonly kind: 'ws' }
  | { readonly kind: 'socket.io' }
  | { readonly kind: 'parley'; readonly room: string; readonly after: string };

const READY = { ws: 'welcome', 'socket.io': '40{', parley: '"started"' } as const;

/** Connections that are opened at the same time. */
const AT_ONCE = 50;
/** Readers of one address; a loopback interface has 2^24 addresses, each with 28,000 ports. */
const PER_ADDRESS = 5000;

const sockets: RawSocket[] = [];
let deliveries = 0;
let bytes = 0;

async function opening(url: string, dialect: Dialect): Promise<{ address: string; first: string[] }> {
  if (dialect.kind === 'ws') return { address: url, first: [] };
  if (dialect.kind === 'socket.io') return { address: `${url}/socket.io/?EIO=4&transport=websocket`, first: ['40'] };
  const { room, after } = dialect;
  const { address, hello } = await greeting(url, await nodeSigner());
  return { address, first: [hello, requestFrame(1, 'subscription', 'feed.live', { room, after })] };
}

function countMarks(chunk: Buffer): void {
  for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + MARK.length)) deliveries += 1;
}

async function openReader(url: string, dialect: Dialect): Promise<void> {
  const { address, first } = await opening(url, dialect);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let tail: Buffer = Buffer.alloc(0);
  let isReady = false;
  const localAddress = `127.0.0.${2 + Math.floor(sockets.length / PER_ADDRESS)}`;
  const socket = await RawSocket.open(address, {
    localAddress,
    onBytes(chunk) {
      bytes += chunk.length;
      if (!isReady && chunk.includes(READY[dialect.kind])) {
        isReady = true;
        resolve();
      }
      // What TCP cut in two is found astride the cut; marks and pings are of one length.
      const astride = tail.length === 0 ? tail : Buffer.concat([tail, chunk.subarray(0, MARK.length - 1)]);
      countMarks(chunk);
      countMarks(astride);
      if (dialect.kind === 'parley' && (chunk.includes(PING) || astride.includes(PING))) socket.send('PONG');
      const end = chunk.length < MARK.length ? Buffer.concat([tail, chunk]) : chunk;
      tail = Buffer.from(end.subarray(1 - MARK.length));
    },
  });
  sockets.push(socket);
  if (first.length > 0) socket.send(...first);
  await ready;
}

const calls = {
  /** Opens more readers; resolves to how many there are, when all are in. */
  async connect({ url, dialect, count }: { url: string; dialect: Dialect; count: number }): Promise<number> {
    for (let opened = 0; opened < count; opened += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, () => openReader(url, dialect)));
    }
    return sockets.length;
  },

  /** Resolves to what came so far, in all readers together, when there are `count` deliveries or time is up. */
  async waitFor({
    count,
    withinMs,
  }: {
    count: number;
    withinMs: number;
  }): Promise<{ deliveries: number; bytes: number; lost: number }> {
    await until(() => deliveries >= count, withinMs);
    return { deliveries, bytes, lost: sockets.filter(({ closed }) => closed).length };
  },
};

export type ReaderCalls = typeof calls;
answerCalls(calls);
