import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerProcess } from '#tests/support/server-process.ts';
import type { AskCalls } from './ask-directly.ts';
import { BenchProcess } from './bench-process.ts';
import { bigDatabase } from './big-database.ts';
import { catchUp } from './catch-up.ts';
import { BIG_ROOM } from './corpus.ts';
import { nodeSigner } from './node-signer.ts';
import type { Options } from './options.ts';
import { startParley } from './parley.ts';
import { questions } from './questions.ts';
import { median, percentile } from './statistics.ts';
import { type Cell, judge, type Table, type Verdict } from './table.ts';
import { TrpcConnection } from './trpc-connection.ts';

const BEHIND = 100_000;
const BUDGET_MS = { 'message.history': 5, 'message.search': 20 } as const;

/** Starts a server on a folder and stops it again. @returns ms from the start of the process until it listens */
async function startUpMs(folder: string): Promise<number> {
  const start = performance.now();
  const server = await startParley(folder);
  const ms = performance.now() - start;
  await server.stop();
  return ms;
}

async function askOverSocket(server: ServerProcess, times: number): Promise<{ taken: Record<string, number[]>; newest: number }> {
  const connection = await TrpcConnection.open(server.url, await nodeSigner());
  const { asOf } = (await connection.request('query', 'room.snapshot', { room: BIG_ROOM })) as { asOf: string };
  const newest = Number(asOf.split('.')[1]);
  const taken: Record<string, number[]> = {};
  for (const { what, path, input } of questions(newest)) {
    const ms: number[] = [];
    for (let time = 0; time < times; time++) {
      const given = input();
      const start = performance.now();
      await connection.request('query', path, given);
      ms.push(performance.now() - start);
    }
    taken[what] = ms;
  }
  connection.close();
  return { taken, newest };
}

/** Measures a server with a large database: pages, search, start-up, catching up. */
export async function measureMillion(options: Options, progress: (text: string) => void): Promise<Table> {
  const { messages, rounds, quick } = options;
  const folder = await bigDatabase(messages, progress);
  const rows: Record<string, Cell>[] = [];
  const verdicts: Verdict[] = [];
  const times = quick ? 50 : 300;

  progress('start-up');
  const empty = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const [withIt, without]: [number[], number[]] = [[], []];
  for (let turn = 0; turn <= rounds; turn++) {
    withIt.push(await startUpMs(folder));
    without.push(await startUpMs(empty));
  }
  rmSync(empty, { recursive: true, force: true });
  // The first start of each may have had to make something or to read from a cold disk.
  rows.push({ what: 'start-up until it listens, ms', value: median(withIt.slice(1)) });
  rows.push({ what: 'start-up with an empty database, ms', value: median(without.slice(1)) });

  const server = await startParley(folder);
  const asker = new BenchProcess<AskCalls>(new URL('ask-directly.ts', import.meta.url));
  try {
    progress('pages and search over a connection');
    const { taken, newest } = await askOverSocket(server, times);
    const behind = Math.min(BEHIND, newest - 1);
    const rates: number[] = [];
    const waits: number[] = [];
    for (let turn = 0; turn < rounds; turn++) {
      progress(`catching up, round ${turn + 1} of ${rounds}`);
      const { entriesPerSecond, othersP99 } = await catchUp(
        server.url,
        [await nodeSigner(), await nodeSigner()],
        BIG_ROOM,
        behind,
      );
      rates.push(entriesPerSecond);
      waits.push(othersP99);
    }
    await server.stop();
    progress('pages and search at the server');
    const direct = await asker.call('ask', { folder, newest, times });
    for (const { what, path } of questions(newest)) {
      const { ms, cpuMs } = direct[what] ?? { ms: [], cpuMs: [] };
      const overSocket = taken[what] ?? [];
      const p99 = percentile(ms, 0.99);
      rows.push({
        what,
        inside50: median(ms),
        inside99: p99,
        cpu50: median(cpuMs),
        cpu99: percentile(cpuMs, 0.99),
        socket50: median(overSocket),
        socket99: percentile(overSocket, 0.99),
      });
      verdicts.push(judge(`${what}, p99 at the server, in ms`, p99, 'at most', BUDGET_MS[path]));
    }
    rows.push({ what: `catch-up over ${behind} entries, entries/s`, value: median(rates) });
    rows.push({ what: 'wait of others meanwhile, p99 ms', value: median(waits) });
  } finally {
    await Promise.all([asker.end(), server.dispose()]);
  }
  return {
    name: 'million',
    title: `A database of ${messages.toLocaleString('en')} messages in one room`,
    columns: [
      ['what', 'what'],
      ['value', 'value'],
      ['inside50', 'server p50 ms', 2],
      ['inside99', 'server p99 ms', 2],
      ['cpu50', 'CPU p50 ms', 2],
      ['cpu99', 'CPU p99 ms', 2],
      ['socket50', 'client p50 ms', 2],
      ['socket99', 'client p99 ms', 2],
    ],
    rows,
    verdicts,
    notes: [
      `Each question was asked ${times} times, one after the other: “server” calls the server’s own function in a process without a network, “CPU” is the processor time of that, “client” asks the deployed server.`,
    ],
  };
}
