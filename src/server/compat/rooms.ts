import type { Entry } from '#shared/log/entry.ts';
import { type Answers, followAnswers } from './growing-answers.ts';
import { GuestReceipts, type GuestReceiptsOptions } from './guest-receipts.ts';
import { RoomPeople, type RoomPeopleOptions } from './room-people.ts';
import { RoomStream, type RoomStreamOptions } from './room-stream.ts';

/** A room that somebody is connected to. */
export interface OpenRoom {
  readonly name: string;
  readonly stream: RoomStream;
  readonly people: RoomPeople;
  readonly receipts: GuestReceipts;
}

interface Held extends OpenRoom {
  users: number;
  endAnswers(): void;
}

export type RoomsOptions = RoomStreamOptions &
  Omit<RoomPeopleOptions, 'say'> &
  GuestReceiptsOptions & { readonly answers: Answers };

/** The rooms that clients of the envelope are connected to. The log is followed for these and no others. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<string, Held>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Takes a room into use. Each `open` needs one `release`. */
  open(name: string): OpenRoom {
    let held = this.#rooms.get(name);
    if (held === undefined) {
      const receipts = new GuestReceipts(name, this.#options);
      const stream = new RoomStream(name, this.#options, (channel, seq) => receipts.published(channel, seq));
      const people = new RoomPeople(name, { ...this.#options, say: (make) => stream.say(make) });
      const endAnswers = followAnswers(name, this.#options.answers, (message, text) => stream.grow(message, text));
      this.#rooms.set(name, (held = { name, stream, people, receipts, users: 0, endAnswers }));
    }
    held.users += 1;
    return held;
  }

  release({ name }: OpenRoom): void {
    const held = this.#rooms.get(name);
    if (held === undefined) return;
    held.users -= 1;
    if (held.users > 0) return;
    this.#rooms.delete(name);
    held.endAnswers();
    held.people.close();
    held.receipts.close();
    held.stream.close();
  }

  /** Takes entries that were just committed, of whichever rooms. */
  committed(entries: readonly Entry[]): void {
    if (this.#rooms.size === 0) return;
    for (const [name, ofRoom] of Map.groupBy(entries, ({ event }) => event.room)) {
      const held = this.#rooms.get(name);
      if (held === undefined) continue;
      held.stream.committed(ofRoom);
      for (const { event } of ofRoom) {
        if (event.type === 'user.updated') held.people.renamed({ id: event.author, name: event.name, email: event.email });
      }
    }
  }
}
