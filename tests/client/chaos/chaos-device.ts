import { Refusal } from '#shared/chat/refusal.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { SyncClient } from '#shared/sync/sync-client.ts';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import { FaultyNetwork } from '#tests/support/faulty-network.ts';
import { Disk, type Mount } from './disk.ts';

export const ROOM = 'storm';

/** Commands that a device writes ahead of the server's verdicts. */
const AHEAD = 40;

/** One run of the program on a device: what its feed brought, from where on. */
export interface Run {
  readonly from: number;
  readonly seqs: number[];
}

/** What was written of one message, so that the end can be judged. */
export interface Written {
  readonly id: string;
  readonly channel: string;
  /** The newest text that the device promised to keep; null once it promised an erasure. */
  text: string | null;
  /** Texts whose promise a crash broke off: they may have come to pass, or not. */
  readonly maybe: (string | null)[];
  /** The post itself is only a maybe. */
  doubtful: boolean;
}

/** A person's device that writes, on a way to the server that has faults, and that crashes. */
export class ChaosDevice {
  readonly name: string;
  readonly signer: Signer;
  readonly network: FaultyNetwork;
  readonly disk = new Disk();
  readonly runs: Run[] = [];
  /** By id, in the order of writing. */
  readonly written = new Map<string, Written>();
  client: SyncClient;
  #mount: Mount;
  #upstream: TrpcUpstream;
  #crashed = Promise.withResolvers<'crashed'>();

  static async make(name: string, url: string): Promise<ChaosDevice> {
    return new ChaosDevice(name, await generateIdentity(), await FaultyNetwork.before(url));
  }

  private constructor(name: string, signer: Signer, network: FaultyNetwork) {
    this.name = name;
    this.signer = signer;
    this.network = network;
    [this.client, this.#mount, this.#upstream] = this.#start();
  }

  /** Ends the program without a word and starts it again on the same disk. */
  crash(): void {
    this.#mount.crash();
    this.client.close();
    this.network.cut();
    this.#crashed.resolve('crashed');
    this.#crashed = Promise.withResolvers();
    [this.client, this.#mount, this.#upstream] = this.#start();
  }

  /** The person comes back to the page. */
  focus(): void {
    this.#upstream.reconnect();
  }

  /** Resolves when the device may write more. */
  async notFarAhead(): Promise<void> {
    await this.until(() => this.client.outbox.pending.filter(({ status }) => status === 'waiting').length < AHEAD);
  }

  /** Resolves when everything has its verdict and the feed has brought what was stored. */
  async settled(): Promise<void> {
    await this.until(() => this.disk.outbox.pending.every(({ status }) => status === 'failed'));
  }

  /** Resolves when this holds, however often the program crashes meanwhile. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      const changed = Promise.withResolvers<void>();
      const ends = [this.disk.outbox.subscribe(() => changed.resolve()), this.client.subscribe(() => changed.resolve())];
      await Promise.race([changed.promise, this.#crashed.promise]);
      for (const end of ends) end();
    }
  }

  /** Posts a message, and keeps in mind whether the device promised to. */
  async post(channel: string, id: string, text: string): Promise<void> {
    const written: Written = { id, channel, text, maybe: [], doubtful: true };
    this.written.set(id, written);
    const done = await this.#unlessCrash(this.client.post(ROOM, channel, text, null, id));
    if (done !== 'crashed') written.doubtful = false;
  }

  /** Edits one of its messages, or erases it where `text` is null. */
  async change(written: Written, text: string | null): Promise<void> {
    const { id, channel } = written;
    const message = { room: ROOM, channel, author: this.signer.userId, id };
    const made = text === null ? this.client.erase(message) : this.client.edit(message, text);
    // What is stored in a channel that nobody looks at is not in memory, and a page would not show it either.
    const kept = made.then(
      () => 'kept' as const,
      (cause: unknown) => {
        if (!(cause instanceof Refusal)) throw cause;
        return 'refused' as const;
      },
    );
    const done = await this.#unlessCrash(kept);
    if (done === 'crashed') written.maybe.push(text);
    else if (done === 'refused') return;
    else if (text === null || written.text !== null) written.text = text;
  }

  close(): void {
    this.client.close();
    this.network[Symbol.dispose]();
  }

  #unlessCrash<T>(work: Promise<T>): Promise<T | 'crashed'> {
    return Promise.race([work, this.#crashed.promise]);
  }

  #start(): [SyncClient, Mount, TrpcUpstream] {
    const mount = this.disk.mount();
    const upstream = new TrpcUpstream(this.network.url, this.signer);
    const client = new SyncClient({ signer: this.signer, upstream, replica: mount.replica, outbox: mount.outbox });
    client.setProfile({ name: this.name, email: '', colour: null });
    const sync = client.join(ROOM);
    let run: Run | null = null;
    sync.onEntry(({ seq }: Entry) => {
      if (run === null) this.runs.push((run = { from: seq, seqs: [] }));
      run.seqs.push(seq);
    });
    return [client, mount, upstream];
  }
}
