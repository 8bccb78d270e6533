import { randomUUID } from 'node:crypto';
import type { Client } from '@libsql/client';
import type { Command } from '#shared/chat/chat.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { userTable, type UserRow } from '#shared/chat/user.ts';
import type { EnvelopeUser } from '#shared/wire/websocket-data.ts';
import type { Named, UserWanted } from '#shared/wire/wants-of-frames.ts';
import type { Receipt } from '../log/perform.ts';
import type { Signals } from '../signals/signals.ts';
import { guestName, isGuestId, newGuestId } from './guest.ts';
import { channelCommand, profileCommand, roomCommand } from './guest-commands.ts';
import { readRows } from './read-rows.ts';
import type { ReceivingGuest } from './guest-receipts.ts';
import { envelopeUserOf, type PresentGuest } from './room-people.ts';
import type { OpenRoom } from './rooms.ts';

export interface SessionServices {
  readonly client: Client;
  readonly signals: Signals;
  /** Performs a command of a guest. @throws {Refusal} @throws {Outage} */
  perform(command: Command, guest: string): Promise<Receipt>;
  /** Counts a new room. @throws {Refusal} */
  newRoom(address: string): void;
}

/** How often a profile is tried again that another connection of the same guest changed meanwhile. */
const PROFILE_TRIES = 5;

/** A guest without a message for so long is idle, in ms. */
const IDLE_MS = 300_000;

/** Who is behind one connection of the envelope, in one room. */
export class GuestSession implements PresentGuest, ReceivingGuest {
  readonly address: string;
  readonly #room: OpenRoom;
  readonly #services: SessionServices;
  readonly #connection = randomUUID();
  #user: string = newGuestId();
  #name: string = guestName(this.#user);
  #email = '';
  /** Whether the log has the profile as it is here. */
  #stored = false;
  #entered = false;
  #activeAt = 0;

  constructor(room: OpenRoom, address: string, services: SessionServices) {
    this.#room = room;
    this.address = address;
    this.#services = services;
  }

  get id(): string {
    return this.#user;
  }

  get shown(): boolean {
    return this.#entered;
  }

  get user(): EnvelopeUser {
    return envelopeUserOf(this.#user, this.#name, this.#email);
  }

  /** Takes the name and address that a client gives, and the identity it had before where it names one. @throws {Refusal} */
  async introduce(wanted: UserWanted): Promise<void> {
    if (wanted.id !== this.#user && isGuestId(wanted.id)) await this.#resume(wanted.id);
    const { name = this.#name, email = this.#email } = wanted;
    this.#stored &&= name === this.#name && email === this.#email;
    this.#name = name;
    this.#email = email;
    this.#room.people.changed();
    await this.ensureProfile();
  }

  /** Makes what a message needs to stand in: the room and the author's profile. @throws {Refusal} */
  async ensureProfile(): Promise<void> {
    await this.#ensureRoom();
    for (let attempt = 1; !this.#stored; attempt++) {
      const rev = ((await this.#row(this.#user))?.rev ?? 0) + 1;
      try {
        await this.#perform(profileCommand(this.#room.name, rev, { name: this.#name, email: this.#email }));
        this.#stored = true;
      } catch (cause) {
        if (!(cause instanceof Refusal && cause.reason === 'conflict') || attempt >= PROFILE_TRIES) throw cause;
      }
    }
    this.#enter();
  }

  /** The id of a channel, made where there is none of that name. @throws {Refusal} */
  async ensureChannel(wanted: Named): Promise<string> {
    const { directory } = this.#room.stream;
    const known = directory.channelOf(wanted);
    if (known !== null) return known;
    try {
      await this.#perform(channelCommand(this.#room.name, wanted));
    } catch (cause) {
      // Somebody else made it in this moment.
      if (!(cause instanceof Refusal && cause.reason === 'name-taken')) throw cause;
    }
    return directory.channelOf(wanted) ?? wanted.id;
  }

  /** The guest does something. */
  act(): void {
    this.#activeAt = Date.now();
    if (this.#entered) this.#services.signals.set(this.#device, { activity: 'active' });
  }

  /** Looks whether the guest still does something. */
  rest(): void {
    if (this.#entered && Date.now() - this.#activeAt > IDLE_MS) this.#services.signals.set(this.#device, { activity: 'idle' });
  }

  leave(): void {
    if (this.#entered) this.#services.signals.leave(this.#device);
    this.#entered = false;
  }

  get #device() {
    return { connection: this.#connection, room: this.#room.name, user: this.#user };
  }

  /** Shows the guest to our people, who know only those with a profile. */
  #enter(): void {
    if (this.#entered) return;
    this.#entered = true;
    this.#activeAt = Date.now();
    this.#services.signals.enter(this.#device, 'active');
    this.#room.receipts.changed();
  }

  /**
   * Becomes the guest that this client was before. The id is no secret, so a guest who is here is
   * not taken over from another address; a key's identity never is.
   */
  async #resume(id: string): Promise<void> {
    const elsewhere = this.#room.people.addressesOf(id);
    elsewhere.delete(this.address);
    const row = elsewhere.size > 0 ? undefined : await this.#row(id);
    if (row === undefined) return;
    this.leave();
    this.#user = id;
    this.#name = row.name;
    this.#email = row.email;
    this.#stored = true;
  }

  async #ensureRoom(): Promise<void> {
    if (this.#room.stream.directory.exists) return;
    this.#services.newRoom(this.address);
    await this.#perform(roomCommand(this.#room.name));
  }

  async #row(user: string): Promise<UserRow | undefined> {
    const key = { room: this.#room.name, user };
    return (await readRows(this.#services.client, [{ table: userTable, prefix: key }])).get(userTable, key);
  }

  #perform(command: Command): Promise<Receipt> {
    return this.#services.perform(command, this.#user);
  }
}
