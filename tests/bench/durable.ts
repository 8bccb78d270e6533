import { availableParallelism } from 'node:os';
import { BenchProcess } from './bench-process.ts';
import type { Options } from './options.ts';
import { pidOf, startParley } from './parley.ts';
import { cpuBetween, cpuTime } from './process-usage.ts';
import type { SenderCalls, SenderKind, SendResult } from './senders.ts';
import { median } from './statistics.ts';
import { judge, type Table, type Verdict } from './table.ts';

/** One way to send. `perSecond` sets a steady rate; without it everybody sends as soon as answered. */
interface Way {
  readonly connections: number;
  readonly rooms: number;
  /** Messages of one connection that may wait for their acknowledgement. */
  readonly underWay: number;
  readonly perSecond?: number;
}

/** What is measured of one kind of messages. */
interface Kind {
  readonly ways: readonly Way[];
  /** The least of them in a second from 100 connections. */
  readonly budgetPerSecond: number;
  /** Nobody answers faster than this; so many messages are made for a round. */
  readonly fastestPerSecond: number;
}

const OFFERED = 1000;
const KINDS: Readonly<Record<SenderKind, Kind>> = {
  signed: {
    ways: [
      { connections: 1, rooms: 1, underWay: 1 },
      { connections: 10, rooms: 1, underWay: 1 },
      { connections: 100, rooms: 1, underWay: 1 },
      { connections: 100, rooms: 10, underWay: 1 },
      { connections: 100, rooms: 1, underWay: 4 },
      { connections: 100, rooms: 1, underWay: 1, perSecond: OFFERED },
    ],
    budgetPerSecond: 3000,
    fastestPerSecond: 10_000,
  },
  // Each in a room of its own: what comes back is the acknowledgement, and everybody in a room gets it.
  envelope: {
    ways: [
      { connections: 1, rooms: 1, underWay: 1 },
      { connections: 100, rooms: 100, underWay: 1 },
      { connections: 100, rooms: 100, underWay: 4 },
      { connections: 100, rooms: 100, underWay: 1, perSecond: OFFERED },
    ],
    budgetPerSecond: 8000,
    fastestPerSecond: 20_000,
  },
};

const BUDGET_P99_MS = 25;
const FASTEST_ALONE = 3000;
/** Messages sent before anything counts. */
const WARM_UP = 4000;

interface Round extends SendResult {
  /** µs of the server's CPU for a send: all threads, and the event loop's alone. */
  readonly cpu: number;
  readonly loop: number;
}

/** Measures acknowledged sends: verified, committed with synchronous=FULL, projected, searchable. */
export async function measureDurable(options: Options, progress: (text: string) => void): Promise<Table> {
  const { seconds } = options;
  const server = await startParley();
  const senders = new BenchProcess<SenderCalls>(new URL('senders.ts', import.meta.url));
  const pid = pidOf(server);
  const cores = availableParallelism();

  async function round({ connections, underWay, perSecond }: Way, fastestPerSecond: number): Promise<Round> {
    const fastest = perSecond ?? (connections === 1 ? FASTEST_ALONE : fastestPerSecond);
    await senders.call('prepare', { messages: fastest * seconds });
    const before = cpuTime(pid);
    const result =
      perSecond === undefined
        ? await senders.call('asFastAsAnswered', { seconds, underWay })
        : await senders.call('atRate', { seconds, perSecond });
    const { all, loop } = cpuBetween(before, cpuTime(pid));
    if (result.refused > 0) throw new Error(`${result.refused} sends were refused`);
    return { ...result, cpu: all / result.sent, loop: loop / result.sent };
  }

  const rows: Record<string, number | string | null>[] = [];
  const verdicts: Verdict[] = [];
  try {
    for (const [kind, { ways, budgetPerSecond, fastestPerSecond }] of Object.entries(KINDS) as [SenderKind, Kind][]) {
      progress('warming up: code that never ran is slow the first thousand times');
      await senders.call('open', { kind, url: server.url, connections: 20, rooms: kind === 'signed' ? 1 : 20 });
      await senders.call('prepare', { messages: WARM_UP });
      await senders.call('asFastAsAnswered', { seconds: 3, underWay: 4 });
      for (const way of ways) {
        const { connections, rooms, underWay, perSecond } = way;
        await senders.call('open', { kind, url: server.url, connections, rooms });
        const rounds: Round[] = [];
        for (let turn = 0; turn < options.rounds; turn++) {
          progress(
            `${kind}: ${connections} connections, ${rooms} rooms, ${perSecond ?? 'all they can'} a second, round ${turn + 1} of ${options.rounds}`,
          );
          rounds.push(await round(way, fastestPerSecond));
        }
        const middle = (read: (round: Round) => number): number => median(rounds.map(read));
        const rate = middle(({ sent, seconds: took }) => sent / took);
        const p99 = middle((of) => of.p99);
        rows.push({
          kind,
          connections,
          rooms,
          underWay: perSecond === undefined ? underWay : null,
          offered: perSecond ?? null,
          rate,
          p50: middle((of) => of.p50),
          p99,
          cpu: middle((of) => of.cpu),
          loop: middle((of) => of.loop),
          possible:
            1_000_000 /
            Math.max(
              middle((of) => of.loop),
              middle((of) => of.cpu) / cores,
            ),
          generator: middle((of) => of.load),
        });
        if (perSecond !== undefined)
          verdicts.push(judge(`${kind}: ack p99 at ${perSecond}/s, in ms`, p99, 'at most', BUDGET_P99_MS));
        else if (connections === 100) {
          const where = `${rooms} ${rooms === 1 ? 'room' : 'rooms'}, ${underWay} under way each`;
          verdicts.push(judge(`${kind} sends/s from 100 connections, ${where}`, rate, 'at least', budgetPerSecond));
        }
      }
    }
  } finally {
    await Promise.all([senders.end(), server.dispose()]);
  }
  return {
    name: 'durable',
    title: 'Durable sends: verified (where they are signed), committed, projected and searchable before the acknowledgement',
    columns: [
      ['kind', 'kind'],
      ['connections', 'connections'],
      ['rooms', 'rooms'],
      ['underWay', 'under way each'],
      ['offered', 'offered/s'],
      ['rate', 'sends/s'],
      ['p50', 'ack p50 ms', 1],
      ['p99', 'ack p99 ms', 1],
      ['cpu', 'server µs/send'],
      ['loop', 'of it loop µs'],
      ['possible', 'possible/s'],
      ['generator', 'generator load', 2],
    ],
    rows,
    verdicts,
    notes: [
      'A signed message was signed by its own author’s key beforehand; nobody is subscribed. One of the envelope is acknowledged when it comes back to its room, where nobody else is.',
      'offered/s: sent at a steady rate, latency counted from when the send was due. Possible/s: what the CPU time of a send allows with every core to itself. Generator load: the part of a core that the bench itself used.',
    ],
  };
}
