import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from './calls.ts';
import { nodeSigner } from './node-signer.ts';
import { RawSocket } from './raw-socket.ts';
import { createProfile } from './signed-commands.ts';
import { splitFrames } from './split-frames.ts';
import { greeting, requestFrame } from './trpc-connection.ts';
import { until } from './until.ts';

/** Stands once in every frame of presence. */
const MARK = Buffer.from('"people":[');
const PING = Buffer.from('\u0081\u0004PING', 'latin1');

/** Connections that are opened at the same time. */
const AT_ONCE = 50;
/** Those that read every frame; the others only count what comes. */
const WITNESSES = 3;
const LIVE = 2;
const FIRST_CHANGE = 100;

const sockets: RawSocket[] = [];
/** Whom each witness knows to be present. */
const known: Map<string, string>[] = [];
let frames = 0;
let bytes = 0;
let largest = 0;
let changes = 0;

interface PresenceFrame {
  readonly id?: number;
  readonly result?: { readonly data?: { readonly people?: readonly { user: string; state: string }[] } };
}

function witness(): (chunk: Buffer) => void {
  const people = new Map<string, string>();
  known.push(people);
  return splitFrames((text) => {
    if (!text.includes('"people":[')) return;
    largest = Math.max(largest, text.length);
    for (const { user, state } of (JSON.parse(text) as PresenceFrame).result?.data?.people ?? []) people.set(user, state);
  });
}

/** Opens a connection of a new person with a profile, not yet present. */
async function arrive(url: string, room: string): Promise<void> {
  const signer = await nodeSigner();
  const { address, hello } = await greeting(url, signer);
  const profile = await createProfile(signer, room, `Person ${sockets.length}`);
  const { promise: introduced, resolve } = Promise.withResolvers<void>();
  const reads = known.length < WITNESSES ? witness() : undefined;
  let tail: Buffer = Buffer.alloc(0);
  const socket = await RawSocket.open(address, {
    onBytes(chunk) {
      bytes += chunk.length;
      const piece = Buffer.concat([tail, chunk]);
      if (piece.includes('"seq"')) resolve();
      if (piece.includes(PING)) socket.send('PONG');
      for (let at = piece.indexOf(MARK); at !== -1; at = piece.indexOf(MARK, at + MARK.length)) frames += 1;
      tail = Buffer.from(piece.subarray(1 - MARK.length));
      reads?.(chunk);
    },
  });
  sockets.push(socket);
  socket.send(hello, requestFrame(1, 'mutation', 'user.update', profile));
  await introduced;
}

function counts(): { frames: number; bytes: number; largest: number; lost: number } {
  return { frames, bytes, largest, lost: sockets.filter(({ closed }) => closed).length };
}

const calls = {
  /** Opens so many connections, each of a person of its own. */
  async arrive({ url, room, count }: { url: string; room: string; count: number }): Promise<void> {
    for (let opened = 0; opened < count; opened += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, () => arrive(url, room)));
    }
  },

  /** Everybody enters in the same moment. Resolves when the witnesses know everybody, to how long that took. */
  async enter({ room, withinMs }: { room: string; withinMs: number }): Promise<ReturnType<typeof counts> & { ms: number }> {
    [frames, bytes, largest] = [0, 0, 0];
    const start = performance.now();
    for (const socket of sockets) socket.send(requestFrame(LIVE, 'subscription', 'presence.live', { room }));
    const everybody = await until(() => known.every(({ size }) => size >= sockets.length), withinMs);
    if (!everybody) throw new Error(`after ${withinMs} ms they know ${known.map(({ size }) => size).join(', ')} people`);
    const ms = performance.now() - start;
    await sleep(1000);
    return { ...counts(), ms };
  },

  /** Everybody changes once a second, one after the other, for so many seconds. */
  async change({
    room,
    seconds,
  }: {
    room: string;
    seconds: number;
  }): Promise<ReturnType<typeof counts> & { changes: number; ms: number }> {
    [frames, bytes, largest] = [0, 0, 0];
    const start = performance.now();
    const total = sockets.length * seconds;
    for (changes = 0; changes < total;) {
      const due = Math.min(total, ((performance.now() - start) / 1000) * sockets.length);
      for (; changes < due; changes++) {
        // Three states, so that no change is taken back by the next before anybody was told.
        const input = { room, typing: `channel-${Math.floor(changes / sockets.length) % 3}` };
        sockets[changes % sockets.length]?.send(requestFrame(FIRST_CHANGE + changes, 'mutation', 'presence.set', input));
      }
      await sleep(5);
    }
    return { ...counts(), changes, ms: performance.now() - start };
  },
};

export type CrowdCalls = typeof calls;
answerCalls(calls);
