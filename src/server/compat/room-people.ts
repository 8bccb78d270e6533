import type { Client } from '@libsql/client';
import { userTable } from '#shared/chat/user.ts';
import { Paced } from '#shared/sync/paced.ts';
import type { EnvelopeUser, ServerFrame } from '#shared/wire/websocket-data.ts';
import type { Signals } from '../signals/signals.ts';
import { isGuestId } from './guest.ts';
import { readRows } from './read-rows.ts';

/** A connection of the envelope, as others see who is behind it. */
export interface PresentGuest {
  readonly user: EnvelopeUser;
  /** Where it comes from. */
  readonly address: string;
}

export interface RoomPeopleOptions {
  readonly client: Client;
  readonly signals: Signals;
  /** Who is always there, such as the AI user. */
  readonly standing: readonly EnvelopeUser[];
  /** Publishes a frame to everybody in the room. */
  say(make: () => Promise<string>): void;
}

/** Least time between two lists, in ms; in a larger room one ms a person, up to the most. */
const INTERVAL_MS = 100;
const MAX_INTERVAL_MS = 2000;

/** Who is present in a room: our people, by their signals, and the guests who are connected here. */
export class RoomPeople {
  readonly #room: string;
  readonly #options: RoomPeopleOptions;
  readonly #guests = new Set<PresentGuest>();
  /** Names of our people who are present. */
  #names = new Map<string, EnvelopeUser>();
  #listed = 0;
  readonly #telling: Paced;
  readonly #end: () => void;

  constructor(room: string, options: RoomPeopleOptions) {
    this.#room = room;
    this.#options = options;
    const interval = (): number => Math.max(INTERVAL_MS, Math.min(this.#listed, MAX_INTERVAL_MS));
    this.#telling = new Paced(() => options.say(() => this.list()), interval);
    this.#end = options.signals.subscribe(room, ({ present, gone }) => {
      const came = present.some(({ user }) => !isGuestId(user) && !this.#names.has(user));
      if (came || gone.some(({ user }) => this.#names.has(user))) this.changed();
    });
  }

  add(guest: PresentGuest): void {
    this.#guests.add(guest);
    this.changed();
  }

  remove(guest: PresentGuest): void {
    if (this.#guests.delete(guest)) this.changed();
  }

  /** Somebody is called differently now, or came, or went: everybody is told soon. */
  changed(): void {
    this.#telling.ask();
  }

  /** One of our people changed their profile, or made their first one. */
  renamed({ id, name, email }: { id: string; name: string; email: string }): void {
    if (isGuestId(id) || !this.#options.signals.present(this.#room).some(({ user }) => user === id)) return;
    this.#names.set(id, envelopeUserOf(id, name, email));
    this.changed();
  }

  /** The addresses from which a guest is connected. */
  addressesOf(user: string): Set<string> {
    return new Set([...this.#guests].filter((guest) => guest.user.id === user).map(({ address }) => address));
  }

  /** The frame that lists everybody. */
  async list(): Promise<string> {
    const ours = await this.#ours();
    const users = new Map(
      [...this.#options.standing, ...ours, ...Array.from(this.#guests, ({ user }) => user)].map((user) => [user.id, user]),
    );
    this.#listed = users.size;
    return JSON.stringify({ type: 'ACTIVE_USERS', users: [...users.values()] } satisfies ServerFrame);
  }

  close(): void {
    this.#telling.stop();
    this.#end();
  }

  /** Our people who are present and have said their name. */
  async #ours(): Promise<EnvelopeUser[]> {
    const room = this.#room;
    const present = this.#options.signals
      .present(room)
      .map(({ user }) => user)
      .filter((user) => !isGuestId(user));
    const unknown = present.filter((user) => !this.#names.has(user));
    const rows = await readRows(
      this.#options.client,
      unknown.map((user) => ({ table: userTable, prefix: { room, user } })),
    );
    const names = new Map<string, EnvelopeUser>();
    for (const user of present) {
      const row = rows.get(userTable, { room, user });
      const named = this.#names.get(user) ?? (row === undefined ? undefined : envelopeUserOf(user, row.name, row.email));
      if (named !== undefined) names.set(user, named);
    }
    this.#names = names;
    return [...names.values()];
  }
}

/** Somebody as others see them; what they did not say is left out. */
export function envelopeUserOf(id: string, name: string, email: string): EnvelopeUser {
  return { id, name, ...(email === '' ? {} : { email }) };
}
