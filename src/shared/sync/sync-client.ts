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
import { enterRoom, type ProfileFields, refusalOf } from './enter-room.ts';
import { Listeners } from './listeners.ts';
import type { Outbox, PendingCommand } from './outbox.ts';
import { type Overlay, overlayPending } from './pending-overlay.ts';
import type { Replica } from './replica.ts';
import { RoomSync } from './room-sync.ts';
import { Sender } from './sender.ts';
import type { Upstream } from './upstream.ts';

interface Joined {
  readonly sync: RoomSync;
  /** Entered on this connection: the room exists and knows who we are. */
  entered: boolean;
  entering: Promise<void> | null;
  problem: string | null;
  overlay: { readonly version: string; readonly overlay: Overlay } | null;
}

/** Wait before a room is entered again after an outage, in ms. */
const ENTER_AGAIN_MS = 2000;

/**
 * The client of one person on one device: rooms to show, commands to send. Everything the browser
 * app, the SDK and bots do goes through here; what differs is the Replica, the Outbox and the
 * Upstream they bring.
 */
export class SyncClient {
  readonly signer: Signer;
  readonly upstream: Upstream;
  readonly outbox: Outbox;
  readonly #replica: Replica;
  readonly #sender: Sender;
  readonly #rooms = new Map<string, Joined>();
  readonly #listeners = new Listeners();
  readonly subscribe = this.#listeners.subscribe;
  readonly #stop: (() => void)[] = [];
  #profile: ProfileFields | null = null;
  /** Signing takes a moment; this keeps commands in the order in which they were given. */
  #composing: Promise<unknown> = Promise.resolve();
  #outboxVersion = 0;
  #version = 0;
  #connection = 0;

  constructor(parts: { signer: Signer; upstream: Upstream; replica: Replica; outbox: Outbox }) {
    this.signer = parts.signer;
    this.upstream = parts.upstream;
    this.outbox = parts.outbox;
    this.#replica = parts.replica;
    this.#sender = new Sender(parts.outbox, parts.upstream, (room) => this.isEntered(room));
    this.#stop.push(
      parts.outbox.subscribe(() => {
        this.#outboxVersion += 1;
        // A verdict may come after the feed that it is about.
        for (const [room, { sync }] of this.#rooms) this.#settle(room, sync.seq);
        this.#changed();
      }),
      parts.upstream.subscribe(() => this.#onUpstream()),
    );
    void parts.outbox.load().then(() => this.#sender.wake());
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
    for (const joined of this.#rooms.values()) {
      joined.entered = false;
      this.#enter(joined);
    }
  }

  /** Joins a room: paints what this device has, makes the room if nobody did, follows it. */
  join(room: string): RoomSync {
    const known = this.#rooms.get(room);
    if (known) return known.sync;
    const sync = new RoomSync(room, this.#replica, this.upstream);
    const joined: Joined = { sync, entered: false, entering: null, problem: null, overlay: null };
    this.#rooms.set(room, joined);
    this.#stop.push(
      sync.subscribe(() => {
        this.#settle(room, sync.seq);
        this.#changed();
      }),
    );
    void sync.paint().then(() => this.#enter(joined));
    return sync;
  }

  /** Forgets a room on this device; it goes on elsewhere. */
  leave(room: string): void {
    this.#rooms.get(room)?.sync.close();
    this.#rooms.delete(room);
    void this.#replica.drop(room);
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

  /** Why a room cannot be entered, in words for people. */
  problemOf(room: string): string | null {
    return this.#rooms.get(room)?.problem ?? null;
  }

  /** A room's rows with what is pending laid over them. */
  overlay(room: string): Overlay {
    const joined = this.#rooms.get(room);
    const sync = joined?.sync ?? this.join(room);
    const version = `${sync.version}:${this.#outboxVersion}`;
    const held = joined?.overlay;
    if (held?.version === version) return held.overlay;
    const pending = this.outbox.pending.filter(({ command }) => command.room === room);
    const overlay = overlayPending(sync.rows, pending, this.signer.userId);
    if (joined) joined.overlay = { version, overlay };
    return overlay;
  }

  /** Posts a message; resolves to its id when it is safe on this device. @throws {Refusal} */
  post(room: string, channel: string, content: string, replyTo: Reference | null = null): Promise<string> {
    return this.#queue(() => composePost(this.upstream.now(), room, channel, content, replyTo));
  }

  /** Edits a message of one's own. @throws {Refusal} */
  edit(message: Pick<MessageRow, 'room' | 'channel' | 'author' | 'id'>, content: string): Promise<string> {
    const { room, author, id } = message;
    return this.#queue(() => {
      const row = this.overlay(room).rows.get(messageTable, { room, author, id });
      return composeEdit(this.upstream.now(), message, row?.rev ?? 0, content);
    });
  }

  /** Erases a message of one's own, everywhere and for good. @throws {Refusal} */
  erase(message: Pick<MessageRow, 'room' | 'channel' | 'id'>): Promise<string> {
    return this.#queue(() => composeErase(this.upstream.now(), message));
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
   * Resolves when a command is stored; with an SDK one waits for that, a page shows a tick.
   * @throws {Refusal} where it was refused; it is taken out of the Outbox then.
   */
  verdict(commandId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const pending = this.outbox.pending.find(({ command }) => command.id === commandId);
        if (pending?.status === 'waiting') return;
        end();
        if (pending?.status !== 'failed') return resolve();
        void this.outbox.remove(commandId);
        reject(new Refusal('invalid', pending.problem ?? undefined));
      };
      const end = this.outbox.subscribe(look);
      look();
    });
  }

  /** Sends a refused command again, as a new one: its old id, signature and revision are spent. */
  async retry(commandId: string): Promise<void> {
    const failed = this.outbox.pending.find(({ command }) => command.id === commandId);
    if (failed === undefined) return;
    const { command } = failed;
    if (command.type === 'message.post') await this.post(command.room, command.channel, command.content, command.replyTo);
    else if (command.type === 'message.edit') await this.edit({ ...command, author: this.signer.userId, id: command.target }, command.content);
    else if (command.type === 'message.delete') await this.erase({ ...command, id: command.target });
    await this.outbox.remove(commandId);
  }

  /** Gives a pending command up. */
  async discard(commandId: string): Promise<void> {
    await this.outbox.remove(commandId);
  }

  close(): void {
    this.#sender.stop();
    for (const end of this.#stop) end();
    for (const { sync } of this.#rooms.values()) sync.close();
    this.upstream.close();
  }

  /** Signs a command and puts it into the Outbox, behind those given earlier. */
  #queue(compose: () => Promise<Unsigned<Command>> | Unsigned<Command>): Promise<string> {
    const done = this.#composing.then(async () => {
      const command = (await signCommand(this.signer, await compose())) as Command;
      decide(this.overlay(command.room).rows, command, this.signer.userId);
      await this.outbox.add(command);
      return command.id;
    });
    this.#composing = done.catch(() => undefined);
    return done;
  }

  /** Asks the server at once where there is a connection, so that a person learns of a refusal where they stand. */
  async #settleNow(unsigned: Unsigned<Command>): Promise<void> {
    const command = (await signCommand(this.signer, unsigned)) as Command;
    decide(this.overlay(command.room).rows, command, this.signer.userId);
    const verdict = this.upstream.state.state === 'live' ? await this.upstream.perform(command) : null;
    if (verdict?.kind === 'refused') throw refusalOf(verdict);
    const pending = await this.outbox.add(command);
    if (verdict?.kind === 'stored') await this.outbox.mark(pending.command.id, { status: 'stored', seq: verdict.seq });
  }

  #onUpstream(): void {
    const { state } = this.upstream.state;
    if (state === 'live') {
      for (const joined of this.#rooms.values()) this.#enter(joined);
    } else {
      this.#connection += 1;
      for (const joined of this.#rooms.values()) joined.entered = false;
    }
    this.#changed();
  }

  #enter(joined: Joined): void {
    if (joined.entered || joined.entering !== null || this.upstream.state.state !== 'live') return;
    const connection = this.#connection;
    joined.entering = this.#doEnter(joined)
      .catch((cause: unknown) => {
        joined.problem = cause instanceof Refusal ? cause.message : null;
        // The connection is well but the server is not; a broken connection comes back by itself.
        if (joined.problem === null) setTimeout(() => this.#enter(joined), ENTER_AGAIN_MS);
      })
      .finally(() => {
        joined.entering = null;
        this.#changed();
        // The connection broke and came back meanwhile.
        if (connection !== this.#connection) this.#enter(joined);
      });
  }

  async #doEnter(joined: Joined): Promise<void> {
    const { sync } = joined;
    await enterRoom(sync, this.signer, this.upstream, this.#profile);
    if (this.#profile === null) return;
    joined.problem = null;
    joined.entered = this.upstream.state.state === 'live';
    await sync.resumeLoading();
    this.#sender.wake();
  }

  #changed(): void {
    this.#version += 1;
    this.#listeners.notify();
  }

  /** Lets go of stored commands whose effect the feed has brought. */
  #settle(room: string, seq: number): void {
    const seen = (pending: PendingCommand): boolean =>
      pending.command.room === room && pending.status === 'stored' && pending.seq !== null && pending.seq <= seq;
    for (const pending of this.outbox.pending) if (seen(pending)) void this.outbox.remove(pending.command.id);
  }
}
