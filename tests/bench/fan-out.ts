import { type Contestant, startParleyContestant, startPeer } from './contestant.ts';
import type { Load } from './load.ts';
import type { Options } from './options.ts';
import { median } from './statistics.ts';
import { judge, type Table, type Verdict } from './table.ts';

/** Deliveries a second that the busiest server must manage without using up its core. */
const DELIVERIES_PER_SECOND = { paced: 25_000, bursts: 40_000 } as const;
const PER_TICK = { paced: 1, bursts: 10 } as const;
/** At most so many ticks a second, with few subscribers. */
const TICKS_PER_SECOND = 50;
const BUDGETED_SUBSCRIBERS = 1000;
const BUDGET = { paced: 0.8, bursts: 0.15 } as const;

type Pace = keyof typeof PER_TICK;

/** A load that lasts about so long. */
function loadOf(pace: Pace, subscribers: number, seconds: number): Load {
  const perTick = PER_TICK[pace];
  const perSecond = Math.min(TICKS_PER_SECOND, DELIVERIES_PER_SECOND[pace] / (perTick * Math.max(1, subscribers)));
  return { ticks: Math.max(4, Math.ceil(perSecond * seconds)), perTick, intervalMs: 1000 / perSecond };
}

/** One round: µs of CPU that each server spent on a delivery, or on a message where there are no readers. */
async function round(contestants: readonly Contestant[], load: Load, subscribers: number): Promise<number[]> {
  const spent: number[] = [];
  // One after the other, so that they do not fight for the two cores.
  for (const contestant of contestants) {
    const { all } = await contestant.measure(load);
    spent.push(all / (load.ticks * load.perTick * Math.max(1, subscribers)));
  }
  return spent;
}

function column(rounds: readonly number[][], index: number): number {
  return median(rounds.map((spent) => spent[index] ?? Number.NaN));
}

function ratio(rounds: readonly number[][], index: number): number {
  return median(rounds.map((spent) => (spent[index] ?? Number.NaN) / (spent[0] ?? Number.NaN)));
}

/** Measures what the server spends on handing one message to one subscriber, beside two peers. */
export async function measureFanOut(options: Options, progress: (text: string) => void): Promise<Table> {
  const { seconds } = options;
  progress('starting Parley, ws and socket.io');
  const parley = await startParleyContestant();
  const contestants: Contestant[] = [await startPeer('ws', parley.frame), await startPeer('socket.io', parley.frame), parley];
  const rows: Record<string, number | string>[] = [];
  const verdicts: Verdict[] = [];
  try {
    const sending: Record<Pace, number> = { paced: 0, bursts: 0 };
    for (const pace of ['paced', 'bursts'] as const) {
      progress(`${pace}, no subscribers: what sending alone costs`);
      const rounds: number[][] = [];
      for (let turn = 0; turn < options.rounds; turn++) rounds.push(await round([parley], loadOf(pace, 0, seconds), 0));
      sending[pace] = column(rounds, 0);
    }
    for (const subscribers of options.subscribers) {
      progress(`connecting ${subscribers} subscribers to each`);
      for (const contestant of contestants) await contestant.grow(subscribers);
      for (const pace of ['paced', 'bursts'] as const) {
        const load = loadOf(pace, subscribers, seconds);
        const rounds: number[][] = [];
        for (let turn = 0; turn < options.rounds; turn++) {
          progress(`${subscribers} subscribers, ${pace}, round ${turn + 1} of ${options.rounds}`);
          rounds.push(await round(contestants, load, subscribers));
        }
        const part = sending[pace] / subscribers;
        const ours = ratio(rounds, 2);
        const cells = { ws: column(rounds, 0), socketIo: column(rounds, 1), parley: column(rounds, 2), sending: part };
        rows.push({ subscribers, load: pace, ...cells, socketIoRatio: ratio(rounds, 1), parleyRatio: ours });
        if (subscribers === BUDGETED_SUBSCRIBERS) {
          verdicts.push(judge(`Parley to ws, ${subscribers} subscribers, ${pace}`, ours, 'at most', BUDGET[pace]));
        }
      }
    }
    const bytes = Buffer.byteLength(parley.frame);
    return {
      name: 'fan-out',
      title: 'Fan-out: server CPU per delivery, in µs',
      columns: [
        ['subscribers', 'subscribers'],
        ['load', 'load'],
        ['ws', 'ws', 2],
        ['socketIo', 'socket.io', 2],
        ['parley', 'Parley', 2],
        ['sending', 'of it sending', 2],
        ['socketIoRatio', 'socket.io : ws', 2],
        ['parleyRatio', 'Parley : ws', 2],
      ],
      rows,
      verdicts,
      notes: [
        `Every message is the same page of ${bytes} bytes with one entry; ws sends it as a ready string. paced: one a tick; bursts: ${PER_TICK.bursts} a tick.`,
        'Parley’s number holds receiving the command, verifying its signature and the durable commit; “of it sending” is what a message costs with nobody subscribed, divided among the subscribers.',
        `Sending alone: ${sending.paced.toFixed(0)} µs a message paced, ${sending.bursts.toFixed(0)} µs in bursts.`,
      ],
    };
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.end()));
  }
}
