import type { ChannelRow } from '../chat/channel.ts';
import { type Command, decide } from '../chat/chat.ts';
import { NAME_LIMIT } from '../chat/fields.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { Refusal } from '../chat/refusal.ts';
import { cleanName, nameId } from '../chat/text.ts';
import { signCommand, type Signer, type Unsigned } from '../identity/signer.ts';
import {
  type ChannelPatch,
  composeChannel,
  composeChannelChange,
  composeEdit,
  composeErase,
  composePost,
  type Reference,
} from './compose.ts';
import { type ProfileFields, refusalOf } from './enter-room.ts';
import { JoinedRoom } from './joined-room.ts';
import { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';
import type { Overlay } from './pending-overlay.ts';
import type { Replica } from './replica.ts';
import { type RoomOptions, RoomSync } from './room-sync.ts';
import { Sender } from './sender.ts';
import { Settler } from './settler.ts';
import type { Upstream } from './upstream.ts';

/** What a client is made of. */
export interface ClientParts extends RoomOptions {
  readonly signer: Signer;
  readonly upstream: Upstream;
  readonly replica: Replica;
  /** It holds what was kept from earlier runs. */
  readonly outbox: Outbox;
  /** Told what a room does not take and what belongs to no message, in words for people. */
  onTrouble?(problem: string): void;
}

/**
 * The client of one person on one device: rooms to show, commands to send. Everything the browser
 * app, the SDK and bots do goes through here; what differs is the Replica, the Outbox and the
 * Upstream they bring.
 */
export class SyncClient {
  readonly signer: Signer;
  readonly upstream: Upstream;
  readonly outbox: Outbox;
  readonly #parts: ClientParts;
  readonly #sender: Sender;
  readonly #settler: Settler;
  readonly #rooms = new Map<string, JoinedRoom>();
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #stop: (() => void)[] = [];
  /** Whoever waits for a verdict when this is closed. */
  readonly #awaiting = new Set<() => void>();
  #profile: ProfileFields | null = null;
  /** Signing takes a moment; this keeps commands in the order in which they were given. */
  #composing: Promise<unknown> = Promise.resolve();
  #pendingVersion = 0;
  #closed = false;
  #version = 0;

  constructor(parts: ClientParts) {
    const { signer, upstream, outbox } = parts;
    this.signer = signer;
    this.upstream = upstream;
    this.outbox = outbox;
    this.#parts = parts;
    this.#settler = new Settler(outbox);
    const renew = (command: Command): Promise<Command> => this.#sign({ ...command, authoredAt: upstream.now() });
    this.#sender = new Sender({ outbox, upstream, renew, isOpen: (room) => this.isEntered(room) });
    this.#stop.push(
      outbox.subscribe(() => this.#onOutbox()),
      upstream.subscribe(() => this.#onUpstream()),
    );
    this.#onUpstream();
  }

  get profile(): ProfileFields | null {
    return this.#profile;
  }

  /** Grows with every change of what this client shows. */
  get version(): number {
    return this.#version;
  }

  /** Takes the person's profile and tells it to every room that was joined. */
  setProfile(profile: ProfileFields): void {
    this.#profile = { ...profile, name: cleanName(profile.name, 60) };
    this.#pendingVersion += 1;
    for (const joined of this.#rooms.values()) {
      joined.void();
      joined.enter();
    }
    this.#onOutbox();
  }

  /** Joins a room: paints what this device has, makes the room if nobody did, follows it. */
  join(room: string): RoomSync {
    return this.#joined(room).sync;
  }

  /** Forgets a room on this device; it goes on elsewhere. */
  leave(room: string): void {
    const joined = this.#rooms.get(room);
    joined?.close();
    joined?.sync.forget();
    this.#rooms.delete(room);
    this.#changed();
  }

  /** The rooms that were joined. */
  get rooms(): string[] {
    return [...this.#rooms.keys()];
  }

  /** Whether a room was entered on this connection: it exists and knows who we are. */
  isEntered(room: string): boolean {
    return this.#rooms.get(room)?.entered === true;
  }

  /** Why a room cannot be entered; null while nothing speaks against it. */
  refusalOf(room: string): Refusal | null {
    return this.#rooms.get(room)?.refusal ?? null;
  }

  /** A room's rows with what is pending laid over them. */
  overlay(room: string): Overlay {
    return this.#joined(room).overlay(this.outbox.pending, this.#pendingVersion);
  }

  /**
   * Posts a message; resolves to its id when it is safe on this device.
   * @param id the message's, where it was chosen before; given twice it is posted once
   * @throws {Refusal}
   */
  post(room: string, channel: string, content: string, replyTo: Reference | null = null, id?: string): Promise<string> {
    return this.#queue(room, () => composePost(this.upstream.now(), room, channel, content, replyTo, id));
  }

  /** Edits a message of one's own. @throws {Refusal} */
  edit(message: Pick<MessageRow, 'room' | 'channel' | 'author' | 'id'>, content: string): Promise<string> {
    const { room, author, id } = message;
    return this.#queue(room, () => {
      const row = this.overlay(room).rows.get(messageTable, { room, author, id });
      return composeEdit(this.upstream.now(), message, row?.rev ?? 0, content);
    });
  }

  /** Erases a message of one's own, everywhere and for good. @throws {Refusal} */
  erase(message: Pick<MessageRow, 'room' | 'channel' | 'id'>): Promise<string> {
    return this.#queue(message.room, () => composeErase(this.upstream.now(), message));
  }

  /** Creates a channel and resolves to its id. @throws {Refusal} */
  async createChannel(room: string, wanted: string): Promise<string> {
    const name = cleanName(wanted, NAME_LIMIT);
    const channel = nameId(name);
    if (channel === '') throw new Refusal('name-invalid');
    await this.#settleNow(composeChannel(this.upstream.now(), room, channel, name));
    return channel;
  }

  /** Renames a channel, sets its topic, archives or restores it. @throws {Refusal} */
  changeChannel(row: ChannelRow, patch: ChannelPatch): Promise<void> {
    return this.#settleNow(composeChannelChange(this.upstream.now(), row, patch));
  }

  /**
   * Resolves when a command is stored, to its `seq`, or to null where the feed brought it already;
   * with an SDK one waits for that, a page shows a tick.
   * @throws {Refusal} where it was refused; it is taken out of the Outbox then. {@link Error} where this client is closed first
   */
  verdict(commandId: string): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const pending = this.outbox.pending.find(({ command }) => command.id === commandId);
        if (pending?.status === 'waiting') return this.#closed ? giveUp() : undefined;
        end();
        if (pending?.status !== 'failed') return resolve(pending?.seq ?? null);
        void this.outbox.remove(commandId);
        const { reason, problem } = pending;
        reject(refusalOf({ reason: reason ?? 'invalid', message: problem ?? '' }));
      };
      const giveUp = (): void => {
        end();
        reject(new Error('Closed before the server answered.'));
      };
      const ignore = this.outbox.subscribe(look);
      const end = (): void => {
        ignore();
        this.#awaiting.delete(giveUp);
      };
      this.#awaiting.add(giveUp);
      look();
    });
  }

  /** Sends a refused command again, as a new one: its old id, signature and revision are spent. @throws {Refusal} */
  async retry(commandId: string): Promise<void> {
    const failed = this.outbox.pending.find(({ command }) => command.id === commandId);
    if (failed === undefined) return;
    const { command } = failed;
    if (command.type === 'message.post') await this.post(command.room, command.channel, command.content, command.replyTo);
    else if (command.type === 'message.edit')
      await this.edit({ ...command, author: this.signer.userId, id: command.target }, command.content);
    else if (command.type === 'message.delete') await this.erase({ ...command, id: command.target });
    await this.outbox.remove(commandId);
  }

  /** Gives a pending command up. */
  discard(commandId: string): Promise<void> {
    return this.outbox.remove(commandId);
  }

  close(): void {
    this.#closed = true;
    this.#sender.stop();
    for (const end of this.#stop) end();
    for (const joined of this.#rooms.values()) joined.close();
    for (const giveUp of this.#awaiting) giveUp();
    this.upstream.close();
  }

  #joined(room: string): JoinedRoom {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const { replica, first, onTrouble = () => undefined } = this.#parts;
    const { signer, upstream } = this;
    const sync = new RoomSync(room, replica, upstream, first === undefined ? {} : { first });
    const profile = (): ProfileFields | null => this.#profile;
    const joined = new JoinedRoom(sync, { signer, upstream, profile, onTrouble, onChange: () => this.#onRoom(sync) });
    this.#rooms.set(room, joined);
    joined.enter();
    return joined;
  }

  async #sign(unsigned: Unsigned<Command>): Promise<Command> {
    return (await signCommand(this.signer, unsigned)) as Command;
  }

  /** Signs a command and puts it into the Outbox, behind those given earlier. */
  #queue(room: string, compose: () => Promise<Unsigned<Command>> | Unsigned<Command>): Promise<string> {
    const done = this.#composing.then(async () => {
      await this.join(room).paint();
      const command = await this.#sign(await compose());
      decide(this.overlay(room).rows, command, this.signer.userId);
      await this.outbox.add(command);
      return command.id;
    });
    this.#composing = done.catch(() => undefined);
    return done;
  }

  /** Asks the server at once where there is a connection, so that a person learns of a refusal where they stand. */
  async #settleNow(unsigned: Unsigned<Command>): Promise<void> {
    await this.join(unsigned.room).paint();
    const command = await this.#sign(unsigned);
    decide(this.overlay(command.room).rows, command, this.signer.userId);
    const waits = this.outbox.pending.some(({ status, command: other }) => status === 'waiting' && other.room === command.room);
    const verdict = this.upstream.state.state === 'live' && !waits ? await this.upstream.perform(command) : null;
    if (verdict?.kind === 'refused') throw refusalOf(verdict);
    const pending = await this.outbox.add(command);
    if (verdict?.kind === 'stored') await this.outbox.mark(pending.command.id, { status: 'stored', seq: verdict.seq });
  }

  #onOutbox(): void {
    this.#pendingVersion += 1;
    // A verdict may come after the feed that it is about.
    for (const { sync } of this.#rooms.values()) this.#settler.settle(sync);
    // Written in another tab, or before this one: whoever sends must be in the room.
    if (this.#profile !== null) for (const { command } of this.outbox.pending) this.#joined(command.room);
    this.#changed();
    this.#sender.wake();
  }

  #onRoom(sync: RoomSync): void {
    this.#settler.settle(sync);
    this.#changed();
    this.#sender.wake();
  }

  #onUpstream(): void {
    const live = this.upstream.state.state === 'live';
    for (const joined of this.#rooms.values()) {
      if (live) joined.enter();
      else joined.void();
    }
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    this.#listeners.notify();
  }
}
