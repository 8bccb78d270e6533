import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from './calls.ts';
import { envelopeLine } from './envelope-line.ts';
import { everyTick } from './load.ts';
import { Sender } from './sender.ts';
import { signedLine } from './signed-line.ts';
import { percentile } from './statistics.ts';
import { until } from './until.ts';

/** What became of a round of sends. Latencies in ms, from the moment a send was due until its acknowledgement. */
export interface SendResult {
  readonly sent: number;
  readonly refused: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** The part of one core that this generator itself used: near 1 it was the bottleneck. */
  readonly load: number;
}

/** Kinds of senders: people with a key, and guests of the documented envelope, whose messages nobody signs. */
const LINES = { signed: signedLine, envelope: envelopeLine };
export type SenderKind = keyof typeof LINES;

/** How long the last answers may take, in ms. */
const LATE_MS = 20_000;
/** Sends that are due within this many ms of each other go out together. */
const TICK_MS = 2;

interface OpenSenders {
  readonly kind: SenderKind;
  readonly url: string;
  readonly connections: number;
  readonly rooms: number;
}

let senders: Sender[] = [];

/** Counts the answers while `send` sends, until the last one is in. */
async function observe(send: (stored: (listener: (sender: Sender) => void) => void) => Promise<void>): Promise<SendResult> {
  const latencies: number[] = [];
  let refused = 0;
  let next: (sender: Sender) => void = () => undefined;
  for (const sender of senders) {
    sender.onAnswer = (ms, stored) => {
      if (stored) latencies.push(ms);
      else refused += 1;
      next(sender);
    };
  }
  const cpu = process.cpuUsage();
  const start = performance.now();
  await send((listener) => {
    next = listener;
  });
  next = () => undefined;
  await until(() => senders.every(({ waiting }) => waiting === 0), LATE_MS);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { sent: latencies.length, refused, seconds: ms / 1000, p50, p99, load: (user + system) / 1000 / ms };
}

const calls = {
  /** Closes what was open and opens new connections, spread over so many rooms. */
  async open({ kind, url, connections, rooms }: OpenSenders): Promise<void> {
    for (const sender of senders) sender.close();
    senders = [];
    for (let index = 0; index < connections; index++) {
      const room = `${kind}-${index % rooms}`;
      senders.push(await Sender.open((answered) => LINES[kind](url, room, answered)));
    }
  },

  /** Makes messages for the next round, an equal part for each connection. */
  async prepare({ messages }: { messages: number }): Promise<void> {
    for (const sender of senders) await sender.prepare(Math.ceil(messages / senders.length));
  },

  /** Every connection sends as soon as an answer is in, with so many under way at once. */
  asFastAsAnswered({ seconds, underWay }: { seconds: number; underWay: number }): Promise<SendResult> {
    return observe(async (stored) => {
      stored((sender) => sender.send(performance.now()));
      for (let count = 0; count < underWay; count++) for (const sender of senders) sender.send(performance.now());
      await sleep(seconds * 1000);
    });
  },

  /** Sends at a steady rate whether answers come or not, so that a slow server cannot slow down its own test. */
  atRate({ seconds, perSecond }: { seconds: number; perSecond: number }): Promise<SendResult> {
    const start = performance.now();
    let sent = 0;
    return observe(() =>
      everyTick({ ticks: (seconds * 1000) / TICK_MS, perTick: 1, intervalMs: TICK_MS }, () => {
        for (; start + (sent * 1000) / perSecond <= performance.now(); sent++) {
          senders[sent % senders.length]?.send(start + (sent * 1000) / perSecond);
        }
      }),
    );
  },
};

export type SenderCalls = typeof calls;
answerCalls(calls);
