import { BenchProcess } from './bench-process.ts';
import type { CrowdCalls } from './crowd.ts';
import { nodeSigner } from './node-signer.ts';
import type { Options } from './options.ts';
import { pidOf, startParley } from './parley.ts';
import { cpuBetween, cpuTime } from './process-usage.ts';
import { createRoom } from './signed-commands.ts';
import { judge, type Table, type Verdict } from './table.ts';
import { TrpcConnection } from './trpc-connection.ts';

const ROOM = 'crowd';

/** Frames that a connection may get while everybody joins, and per second while everybody changes: “a few”. */
const BUDGET_FRAMES = { join: 12, second: 4 } as const;

/** Measures what presence costs: everybody joining at once, and everybody changing once a second. */
export async function measurePresence(options: Options, progress: (text: string) => void): Promise<Table> {
  const rows: Record<string, number | string>[] = [];
  const verdicts: Verdict[] = [];
  for (const people of options.people) {
    progress(`${people} people: connecting`);
    const server = await startParley();
    const crowd = new BenchProcess<CrowdCalls>(new URL('./crowd.ts', import.meta.url));
    try {
      const pid = pidOf(server);
      const signer = await nodeSigner();
      const host = await TrpcConnection.open(server.url, signer);
      await host.perform(await createRoom(signer, ROOM));
      await crowd.call('arrive', { url: server.url, room: ROOM, count: people });

      progress(`${people} people: all enter at once`);
      const before = cpuTime(pid);
      const joined = await crowd.call('enter', { room: ROOM, withinMs: 60_000 });
      const joins = cpuBetween(before, cpuTime(pid));
      const perJoin = joined.frames / people;
      const kilobytes = (bytes: number): number => bytes / 1024 / people;
      rows.push({
        people,
        what: 'all join at once',
        ms: joined.ms,
        frames: perJoin,
        kilobytes: kilobytes(joined.bytes),
        cpu: joins.all / 1000,
        each: joins.all / people,
      });
      verdicts.push(judge(`frames for each of ${people} who join at once`, perJoin, 'at most', BUDGET_FRAMES.join));

      const seconds = Math.max(2, Math.ceil(options.seconds * 2));
      progress(`${people} people: one change a second each, for ${seconds} s`);
      const start = cpuTime(pid);
      const changed = await crowd.call('change', { room: ROOM, seconds });
      const changes = cpuBetween(start, cpuTime(pid));
      const took = changed.ms / 1000;
      const perSecond = changed.frames / people / took;
      rows.push({
        people,
        what: 'one change a second each',
        ms: 1000,
        frames: perSecond,
        kilobytes: kilobytes(changed.bytes) / took,
        cpu: changes.all / 1000 / took,
        each: changes.all / changed.changes,
      });
      verdicts.push(
        judge(`frames a second for each of ${people} who change once a second`, perSecond, 'at most', BUDGET_FRAMES.second),
      );
      if (joined.lost + changed.lost > 0) throw new Error(`${changed.lost} connections were lost`);
      host.close();
    } finally {
      await Promise.all([crowd.end(), server.dispose()]);
    }
  }
  return {
    name: 'presence',
    title: 'Presence: what it costs when everybody joins, and when everybody changes',
    columns: [
      ['people', 'people'],
      ['what', 'what happens'],
      ['ms', 'within ms'],
      ['frames', 'frames each', 1],
      ['kilobytes', 'kB each'],
      ['cpu', 'server CPU ms'],
      ['each', 'µs per join or change', 1],
    ],
    rows,
    verdicts,
    notes: [
      'Joining: until everybody is known to three who read every frame; the numbers are of the whole joining. Changing: the numbers are per second.',
      'Bytes grow with the square of the people in both: everybody hears of everybody.',
    ],
  };
}
