import { BenchProcess } from './bench-process.ts';
import { everyTick, type Load } from './load.ts';
import { nodeSigner } from './node-signer.ts';
import { pidOf, startParley } from './parley.ts';
import { type CpuTime, cpuBetween, cpuTime } from './process-usage.ts';
import type { Dialect, ReaderCalls } from './readers.ts';
import { createPost, createProfile, createRoom } from './signed-commands.ts';
import { commandFrame, requestFrame, TrpcConnection } from './trpc-connection.ts';
import { until } from './until.ts';
import type { PeerCalls } from './ws-peer.ts';

/** How long the last delivery or acknowledgement of a round may take, in ms. */
const WITHIN_MS = 20_000;

/** A server under a fan-out load, with its readers in another process. */
export interface Contestant {
  readonly name: string;
  /** Makes the readers up to so many. */
  grow(readers: number): Promise<void>;
  /** CPU time of the server from the first message until every reader has every message. */
  measure(load: Load): Promise<CpuTime>;
  end(): Promise<void>;
}

interface Origin {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** How a reader is to join who wants nothing but what comes from now on. */
  dialect(): Promise<Dialect>;
  publish(load: Load): Promise<() => Promise<void>>;
  end(): Promise<void>;
}

function contestant(origin: Origin): Contestant {
  const readers = new BenchProcess<ReaderCalls>(new URL('readers.ts', import.meta.url));
  let count = 0;
  let expected = 0;

  async function measure(load: Load): Promise<CpuTime> {
    const start = await origin.publish(load);
    expected += load.ticks * load.perTick * count;
    const before = cpuTime(origin.pid);
    await start();
    const { deliveries, lost } = await readers.call('waitFor', { count: expected, withinMs: WITHIN_MS });
    const spent = cpuBetween(before, cpuTime(origin.pid));
    if (deliveries !== expected || lost > 0) {
      throw new Error(`${origin.name}: ${deliveries} deliveries instead of ${expected}, ${lost} readers lost`);
    }
    return spent;
  }

  return {
    name: origin.name,
    async grow(wanted) {
      count = await readers.call('connect', { url: origin.url, dialect: await origin.dialect(), count: wanted - count });
      // Everybody is in when a message comes to all; it also warms up what will be measured.
      await measure({ ticks: 5, perTick: 1, intervalMs: 100 });
    },
    measure,
    async end() {
      await Promise.all([readers.end(), origin.end()]);
    },
  };
}

const PEERS = {
  ws: new URL('./ws-peer.ts', import.meta.url),
  'socket.io': new URL('./socketio-peer.ts', import.meta.url),
};

/** Starts a peer that is told what to broadcast. */
export async function startPeer(kind: 'ws' | 'socket.io', text: string): Promise<Contestant> {
  const peer = new BenchProcess<PeerCalls>(PEERS[kind]);
  return contestant({
    name: kind,
    url: await peer.call('address', {}),
    pid: peer.pid,
    dialect: () => Promise.resolve({ kind }),
    publish: (load) => Promise.resolve(() => peer.call('broadcast', { load, text })),
    end: () => peer.end(),
  });
}

const ROOM = 'fan-out';

/** Starts Parley, and shows a frame as it sends it for one message. What it spends holds all that sending takes. */
export async function startParleyContestant(): Promise<Contestant & { readonly frame: string }> {
  const server = await startParley();
  const signer = await nodeSigner();
  let acknowledged = 0;
  let frame = '';
  const connection = await TrpcConnection.open(server.url, signer, (text) => {
    if (text.includes('"entries":[{')) frame = text;
    else acknowledged += 1;
  });
  await connection.perform(await createRoom(signer, ROOM));
  await connection.perform(await createProfile(signer, ROOM, 'Ada Lovelace'));
  async function head(): Promise<string> {
    const { asOf } = (await connection.request('query', 'room.snapshot', { room: ROOM })) as { asOf: string };
    return asOf;
  }

  // A first message to itself, to see what goes over the wire; then nobody is subscribed any more.
  const SUBSCRIPTION = 1_000_000;
  connection.send(requestFrame(SUBSCRIPTION, 'subscription', 'feed.live', { room: ROOM, after: await head() }));
  await connection.perform(await createPost(signer, ROOM));
  await until(() => frame !== '', WITHIN_MS);
  connection.send(JSON.stringify({ id: SUBSCRIPTION, method: 'subscription.stop' }));

  async function publish(load: Load): Promise<() => Promise<void>> {
    const count = load.ticks * load.perTick;
    const posts = await Promise.all(Array.from({ length: count }, () => createPost(signer, ROOM)));
    const frames = posts.map((post, index) => commandFrame(SUBSCRIPTION + 1 + index, post));
    return async () => {
      const wanted = acknowledged + count;
      await everyTick(load, (tick) => connection.send(...frames.slice(tick * load.perTick, (tick + 1) * load.perTick)));
      await until(() => acknowledged >= wanted, WITHIN_MS);
    };
  }

  async function end(): Promise<void> {
    connection.close();
    await server.dispose();
  }

  const dialect = async (): Promise<Dialect> => ({ kind: 'parley', room: ROOM, after: await head() });
  // Code that never ran is slow the first few hundred times; peers have next to none.
  await (
    await publish({ ticks: 30, perTick: 10, intervalMs: 20 })
  )();
  return { ...contestant({ name: 'parley', url: server.url, pid: pidOf(server), dialect, publish, end }), frame };
}
