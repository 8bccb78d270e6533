import { setTimeout as sleep } from 'node:timers/promises';
import { BenchProcess } from './bench-process.ts';
import { nodeSigner } from './node-signer.ts';
import type { Options } from './options.ts';
import { pidOf, startParley } from './parley.ts';
import { openFilesLimit, residentBytes } from './process-usage.ts';
import type { ReaderCalls } from './readers.ts';
import { createProfile, createRoom } from './signed-commands.ts';
import { judge, type Table, type Verdict } from './table.ts';
import { TrpcConnection } from './trpc-connection.ts';

const ROOM = 'idle';
const BUDGETED = 10_000;
const BUDGET_KB = 40;
/** Files a process needs beside its connections. */
const OTHER_FILES = 200;

/** Waits until the memory of a process moves by less than 0.5% in 3 s, at most so long. @returns bytes */
async function settledMemory(pid: number, withinMs: number): Promise<number> {
  const until = performance.now() + withinMs;
  let held = residentBytes(pid);
  for (;;) {
    await sleep(3000);
    const now = residentBytes(pid);
    if (Math.abs(now - held) < held * 0.005 || performance.now() > until) return now;
    held = now;
  }
}

/** Bytes of live and dead objects on the server's heap, as it tells itself. */
async function heapUsed(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/mu.exec(text)?.[1]);
}

/** Measures what an idle signed connection with one feed costs the server's memory. */
export async function measureMemory(options: Options, progress: (text: string) => void): Promise<Table> {
  const server = await startParley();
  const readers = new BenchProcess<ReaderCalls>(new URL('readers.ts', import.meta.url));
  const pid = pidOf(server);
  const most = openFilesLimit() - OTHER_FILES;
  const rows: Record<string, number>[] = [];
  const verdicts: Verdict[] = [];
  const withinMs = options.quick ? 6000 : 20_000;
  try {
    const signer = await nodeSigner();
    const connection = await TrpcConnection.open(server.url, signer);
    await connection.perform(await createRoom(signer, ROOM));
    await connection.perform(await createProfile(signer, ROOM, 'Ada Lovelace'));
    const { asOf } = (await connection.request('query', 'room.snapshot', { room: ROOM })) as { asOf: string };
    const dialect = { kind: 'parley', room: ROOM, after: asOf } as const;
    progress('before');
    const before = await settledMemory(pid, withinMs);
    const heapBefore = await heapUsed(server.url);
    let open = 0;
    for (const wanted of options.idle) {
      const connections = Math.min(wanted, most);
      progress(`${connections} connections`);
      const start = performance.now();
      open = await readers.call('connect', { url: server.url, dialect, count: connections - open });
      const seconds = (performance.now() - start) / 1000;
      progress('waiting for the memory to settle');
      const after = await settledMemory(pid, withinMs);
      const { lost } = await readers.call('waitFor', { count: 0, withinMs: 0 });
      if (lost > 0) throw new Error(`${lost} of ${open} idle connections were lost`);
      const each = (after - before) / 1024 / open;
      const heap = ((await heapUsed(server.url)) - heapBefore) / 1024 / open;
      rows.push({ connections: open, before: before / 1_048_576, after: after / 1_048_576, each, heap, seconds });
      if (open === BUDGETED) verdicts.push(judge(`KB per idle signed connection at ${open}`, each, 'at most', BUDGET_KB));
    }
    connection.close();
  } finally {
    await Promise.all([readers.end(), server.dispose()]);
  }
  return {
    name: 'memory',
    title: 'Memory: idle signed connections, each with its own key and one feed',
    columns: [
      ['connections', 'connections'],
      ['before', 'RSS before MB', 1],
      ['after', 'RSS with them MB', 1],
      ['each', 'KB each', 1],
      ['heap', 'of it heap KB', 1],
      ['seconds', 'all in after s', 1],
    ],
    rows,
    verdicts,
    notes: [
      'Resident memory of the server as deployed, no forced garbage collection, when it moves no more. “All in” holds the signing by the bench too.',
      ...(most < Math.max(...options.idle) ? [`Only ${most} connections: more files may not be open here (ulimit -n).`] : []),
    ],
  };
}
