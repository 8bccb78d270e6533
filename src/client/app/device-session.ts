import { z } from 'zod/mini';
import type { MessageRow } from '#shared/chat/message.ts';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { AnswerSync } from '#shared/sync/answer-sync.ts';
import { Attendance } from '#shared/sync/attendance.ts';
import { SyncClient } from '#shared/sync/sync-client.ts';
import type { ServerAbout } from '#shared/sync/upstream.ts';
import { showNotice } from '../parts/notice.tsx';
import { TrpcUpstream } from '../sdk/trpc-upstream.ts';
import { followActivity } from './activity.ts';
import type { Device } from './device.ts';
import { LocalStore } from './local-store.ts';
import { deviceMarks } from './marks-memory.ts';
import { Sending } from './sending.ts';
import { placeOf } from './place.ts';
import { positionKey } from './room-view.ts';
import type { StorageState } from './storage.ts';
import type { Profile } from './views.ts';

/** However long the device takes to show what it has, in ms. */
const CONNECT_WITHIN_MS = 1000;

const profileSchema = z.object({ name: z.string(), email: z.string(), colour: z.nullable(z.number()) });
const roomsSchema = z.array(z.string());
const positionsSchema = z.record(z.string(), z.number());
const aboutSchema = z.object({
  name: z.string(),
  epoch: z.string(),
  limits: z.object({ messageLength: z.number() }),
  ai: z.object({ userId: z.string(), model: z.string() }),
});

function orElse<T>(schema: z.ZodMiniType<T>, fallback: T): (stored: unknown) => T {
  return (stored) => {
    const parsed = schema.safeParse(stored);
    return parsed.success ? parsed.data : fallback;
  };
}

const parseAbout = orElse<ServerAbout | null>(z.nullable(aboutSchema), null);

/** Everything of one page: the client, and what this device remembers beside it. */
export class Session {
  readonly client: SyncClient;
  readonly upstream: TrpcUpstream;
  readonly storage: StorageState;
  /** Our being in rooms: presence and receipts. */
  readonly attendance: Attendance;
  readonly profile = new LocalStore<Profile | null>('parley.profile', orElse<Profile | null>(z.nullable(profileSchema), null));
  /** Rooms this device has joined, in the order in which it did. */
  readonly rooms = new LocalStore<string[]>('parley.rooms', orElse(roomsSchema, []));
  /** `seq` last shown, per `room/channel`. */
  readonly positions = new LocalStore<Record<string, number>>('parley.read', orElse(positionsSchema, {}));
  readonly sending: Sending;
  /** Resolves when what the address shows was read from this device, to its messages as far as they are here. It never rejects. */
  readonly painted: Promise<readonly MessageRow[]>;
  /** What the server last told of itself, so that its name and limits are known offline. */
  readonly #about = new LocalStore<ServerAbout | null>('parley.server', parseAbout);

  readonly #answers = new Map<string, AnswerSync>();
  readonly #connect = Promise.withResolvers<void>();
  #changes = 0;

  constructor({ signer, storage, replica, outbox }: Device) {
    const upstream = new TrpcUpstream(location.origin, signer, this.#connect.promise);
    setTimeout(() => this.connect(), CONNECT_WITHIN_MS);
    const client = new SyncClient({ signer, upstream, replica, outbox, onTrouble: showNotice });
    this.client = client;
    this.upstream = upstream;
    this.storage = storage;
    this.sending = new Sending(client);
    this.attendance = new Attendance(client, deviceMarks(), (room, channel, seq) => this.markRead(room, channel, seq));
    followActivity((activity) => this.attendance.setActivity(activity));
    const profile = this.profile.get();
    if (profile !== null) client.setProfile(profile);
    this.painted = profile === null ? Promise.resolve([]) : this.#paintPlace().catch(() => []);
    if (profile !== null) for (const room of this.rooms.get()) client.join(room);
    this.sending.resume();
    this.sending.tellRefusals();
    this.#reconnectWhenBack();
    upstream.subscribe(() => this.#keepAbout());
    this.profile.subscribe(() => this.#tellProfile());
    for (const store of [this.profile, this.rooms, this.positions]) store.subscribe(() => (this.#changes += 1));
  }

  /** The server as it is, or as it was when we last heard of it; null before that. */
  get about(): ServerAbout | null {
    return this.upstream.state.about ?? this.#about.get();
  }

  /** Lets the connection be made, which waits until what this device has was drawn, but not for long. */
  connect(): void {
    this.#connect.resolve();
  }

  /** Keeps a room among those of this device, once it could be entered. */
  remember(room: string): void {
    if (!this.rooms.get().includes(room)) this.rooms.set([...this.rooms.get(), room]);
  }

  /** What the AI is writing in a room. */
  answers(room: string): AnswerSync {
    let answers = this.#answers.get(room);
    if (answers === undefined) this.#answers.set(room, (answers = new AnswerSync(room, this.upstream)));
    return answers;
  }

  /** Notes that the person has read a channel up to `seq`, here or on another device of theirs. */
  markRead(room: string, channel: string, seq: number): void {
    const key = positionKey(room, channel);
    if ((this.positions.get()[key] ?? 0) < seq) this.positions.set({ ...this.positions.get(), [key]: seq });
  }

  leave(room: string): void {
    this.client.leave(room);
    this.rooms.set(this.rooms.get().filter((other) => other !== room));
  }

  /** Changes with everything that rooms are made of. */
  get version(): string {
    return `${this.client.version}:${this.#changes}`;
  }

  /** Reads what the address shows, as far as this device has it: nothing here waits for a network. */
  async #paintPlace(): Promise<readonly MessageRow[]> {
    const place = placeOf(location.pathname, location.hash);
    if (place.page !== 'room' && place.page !== 'channel') return [];
    const sync = this.client.join(place.room);
    await sync.paint();
    if (!sync.ready) return [];
    const channel = place.page === 'channel' ? place.channel : FIRST_CHANNEL;
    void sync.open(channel);
    await new Promise<void>((resolve) => {
      const end = sync.subscribe(look);
      function look(): void {
        if (sync.window(channel)?.painted === false) return;
        end();
        resolve();
      }
      look();
    });
    return sync.window(channel)?.rows ?? [];
  }

  /** Coming back to the page or to the network is the moment to try, or to find out that a connection is gone. */
  #reconnectWhenBack(): void {
    const reconnect = (): void => this.upstream.reconnect();
    for (const event of ['online', 'offline', 'focus', 'pageshow']) addEventListener(event, reconnect);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && reconnect());
  }

  #keepAbout(): void {
    const about = parseAbout(this.upstream.state.about);
    if (about !== null && JSON.stringify(about) !== JSON.stringify(this.#about.get())) this.#about.set(about);
  }

  #tellProfile(): void {
    const profile = this.profile.get();
    if (profile !== null) this.client.setProfile(profile);
  }
}
