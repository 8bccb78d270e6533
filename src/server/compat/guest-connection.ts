import type { RawData, WebSocket } from 'ws';
import { Refusal } from '#shared/chat/refusal.ts';
import {
  type ClientFrame,
  type ClientMessage,
  type ClientUser,
  readClientFrame,
  type ServerFrame,
} from '#shared/wire/websocket-data.ts';
import { userWanted } from '#shared/wire/wants-of-frames.ts';
import { Outage } from '../log/outage.ts';
import type { Metrics } from '../metrics.ts';
import { GuestSession } from './guest-session.ts';
import { type IntakeServices, MessageIntake } from './message-intake.ts';
import type { OpenRoom } from './rooms.ts';

export interface ConnectionServices extends IntakeServices {
  readonly metrics: Metrics;
  /** Takes one command of a guest's rate; false where there is none left for now. */
  mayAct(guest: string): boolean;
  /** Told of bugs, never of refusals. */
  onBug(cause: unknown): void;
}

/** Messages that are posted at once: as many as one transaction takes. */
const BURST = 64;

/** Frames that wait before the connection is no longer read. */
const MAX_WAITING = 256;

/** Wait for the next command of a guest who was too fast, in ms. */
const RATE_WAIT_MS = 50;

/** Wait while nothing can be stored, in ms. */
const OUTAGE_WAIT_MS = 1000;

/**
 * One connection of the envelope. Its frames are taken one after the other. One that sends faster
 * than it may, or while nothing can be stored, is read more slowly: the protocol cannot say "again
 * later", and so nothing is lost.
 */
export class GuestConnection {
  readonly session: GuestSession;
  readonly #socket: WebSocket;
  readonly #room: OpenRoom;
  readonly #services: ConnectionServices;
  readonly #intake: MessageIntake;
  #waiting: ClientFrame[] = [];
  #working = false;
  #open = false;

  constructor(socket: WebSocket, room: OpenRoom, address: string, services: ConnectionServices) {
    this.#socket = socket;
    this.#room = room;
    this.#services = services;
    this.session = new GuestSession(room, address, services);
    this.#intake = new MessageIntake(socket, room, this.session, services);
    socket.on('message', (data: RawData) => this.#receive(data));
  }

  /** Joins the room: who is here, what was said, then all that comes. @returns a function that leaves */
  async join(history: number): Promise<() => void> {
    const { stream, people, receipts } = this.#room;
    await stream.ready;
    people.add(this.session);
    const leave = (): void => {
      this.#open = false;
      people.remove(this.session);
      this.session.leave();
    };
    try {
      this.#socket.send(await people.list());
      const joined = await stream.join(this.#socket, history);
      const receiveNoMore = receipts.join(this.session, joined.after, joined.history);
      this.#open = true;
      void this.#work();
      return () => {
        receiveNoMore();
        joined.leave();
        leave();
      };
    } catch (cause) {
      leave();
      throw cause;
    }
  }

  #receive(data: RawData): void {
    // Text and binary frames alike: some programs send their JSON as bytes.
    const reading = readClientFrame(data.toString());
    if (reading.is === 'malformed') this.#services.metrics.malformedFrames.inc();
    if (reading.is !== 'frame') return;
    this.#waiting.push(reading.frame);
    if (this.#waiting.length >= MAX_WAITING) this.#socket.pause();
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working || !this.#open) return;
    this.#working = true;
    while (this.#open && this.#waiting.length > 0) {
      await this.#next().catch((cause: unknown) => this.#services.onBug(cause));
      if (this.#socket.isPaused && this.#waiting.length < MAX_WAITING) this.#socket.resume();
    }
    this.#working = false;
  }

  async #next(): Promise<void> {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (!this.#services.mayAct(this.session.id)) return pause(RATE_WAIT_MS);
    this.session.act();
    if (first.type === 'CLIENT_USER') {
      this.#waiting.shift();
      return this.#introduce(first);
    }
    const burst: ClientMessage[] = [first];
    for (const frame of this.#waiting.slice(1, BURST)) {
      if (frame.type !== 'CLIENT_MESSAGE' || !this.#services.mayAct(this.session.id)) break;
      burst.push(frame);
    }
    this.#waiting.splice(0, burst.length);
    const unstored = await this.#intake.take(burst);
    if (unstored.length === 0) return;
    this.#waiting.unshift(...unstored);
    await pause(OUTAGE_WAIT_MS);
  }

  async #introduce(frame: ClientUser): Promise<void> {
    try {
      await this.session.introduce(userWanted(frame));
    } catch (cause) {
      if (cause instanceof Outage) {
        this.#waiting.unshift(frame);
        return pause(OUTAGE_WAIT_MS);
      }
      // A name that cannot be stored still shows while its bearer is here.
      if (!(cause instanceof Refusal)) throw cause;
    }
    this.#socket.send(JSON.stringify({ type: 'SELF', user: this.session.user } satisfies ServerFrame));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
