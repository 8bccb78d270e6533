import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { Attendance, type ReadElsewhere } from '#shared/sync/attendance.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { PresenceSync } from '#shared/sync/presence-sync.ts';
import type { Reach, ReceiptSync } from '#shared/sync/receipt-sync.ts';
import { SyncClient } from '#shared/sync/sync-client.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';

/** Resolves with the first value that fits. @throws {Error} with the last value where none does in time */
export function eventually<T>(
  subscribe: (listener: () => void) => () => void,
  read: () => T,
  fits: (value: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const value = read();
      if (!fits(value)) return;
      end();
      clearTimeout(timer);
      resolve(value);
    };
    const end = subscribe(look);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`Not within ${withinMs} ms; it is ${JSON.stringify(read())}`));
    }, withinMs);
    look();
  });
}

/** Something to look at again and again, for what cannot tell that it changed. */
export function everySoOften(look: () => void): () => void {
  const timer = setInterval(look, 50);
  return () => clearInterval(timer);
}

/** Who a user id belongs to, of all devices of a test file. */
const names = new Map<string, string>();

function inOrder(present: Record<string, string>): string {
  return JSON.stringify(Object.entries(present).toSorted(([a], [b]) => a.localeCompare(b)));
}

interface DeviceOptions {
  readonly room?: string;
  /** Another device of the same person. */
  readonly of?: Device;
  readonly onRead?: ReadElsewhere;
}

/** A device of a person in a room of a real server, without a page. */
export class Device implements Disposable {
  readonly name: string;
  readonly signer: Signer;
  readonly client: SyncClient;
  readonly upstream: TrpcUpstream;
  readonly attendance: Attendance;
  readonly presence: PresenceSync;
  readonly receipts: ReceiptSync;
  readonly room: string;

  /** Resolves when it is in the room. */
  static async join(url: string, name: string, { room = 'lobby', of, onRead }: DeviceOptions = {}): Promise<Device> {
    const device = new Device(url, name, of?.signer ?? (await generateIdentity()), room, onRead);
    await eventually(
      device.presence.subscribe,
      () => device.present,
      (present) => name in present,
    );
    return device;
  }

  private constructor(url: string, name: string, signer: Signer, room: string, onRead?: ReadElsewhere) {
    names.set(signer.userId, name);
    this.name = name;
    this.signer = signer;
    this.room = room;
    this.upstream = new TrpcUpstream(url, signer);
    this.client = new SyncClient({ signer, upstream: this.upstream, replica: new MemoryReplica(), outbox: new MemoryOutbox() });
    this.attendance = new Attendance(this.client, undefined, onRead);
    this.client.setProfile({ name, email: '', colour: null });
    this.client.join(room);
    this.presence = this.attendance.presence(room);
    this.receipts = this.attendance.receipts(room);
  }

  /** What people are present, as this device knows it: by name, `active`, `idle`, and where they type. The AI always is. */
  get present(): Record<string, string> {
    const ai = this.upstream.state.about?.ai.userId;
    const people = [...this.presence.people.values()].filter(({ user, state }) => state !== 'gone' && user !== ai);
    return Object.fromEntries(
      people.map(({ user, state, typing }) => [
        names.get(user) ?? user,
        typing === null ? state : `${state}, types in ${typing}`,
      ]),
    );
  }

  /** Waits until it knows these to be present, and nobody else. */
  async sees(expected: Record<string, string>, withinMs?: number): Promise<void> {
    const wanted = inOrder(expected);
    const { present } = this;
    await eventually(
      this.presence.subscribe,
      () => this.present,
      (now) => inOrder(now) === wanted,
      withinMs,
    ).catch((cause: unknown) => {
      throw new Error(`${this.name} does not see ${JSON.stringify(expected)}, at first ${JSON.stringify(present)}`, { cause });
    });
  }

  /** Posts a message and resolves to its `seq`. */
  async say(text: string, channel: string = FIRST_CHANNEL): Promise<number> {
    await this.client.verdict(await this.client.post(this.room, channel, text));
    const sync = this.client.join(this.room);
    const row = await eventually(
      sync.subscribe,
      () => sync.window(channel)?.rows.find((message) => message.content === text),
      (message) => message !== undefined,
    );
    return row?.seq ?? 0;
  }

  /** Waits until a message of ours came as far as this. */
  async reaches(seq: number, reach: Reach, channel: string = FIRST_CHANNEL): Promise<void> {
    await eventually(
      this.receipts.subscribe,
      () => this.receipts.reach(channel, seq, this.signer.userId),
      (now) => now === reach,
    );
  }

  close(): void {
    this.attendance.close();
    this.client.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
