import type { Client, InValue } from '@libsql/client';
import { type Command, decide, type Event, materialize, reads } from '#shared/chat/chat.ts';
import type { Actor } from '#shared/chat/concept.ts';
import type { Change } from '#shared/log/change.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import type { Entry } from '#shared/log/entry.ts';
import { checkLimits, type CommandLimits } from './limits.ts';
import { outageOf } from './outage.ts';
import { RowCache } from './row-cache.ts';
import type { Sequencer } from './sequencer.ts';

/** Where a command took effect: `seq` in this server's log. */
export interface Receipt {
  readonly seq: number;
}

/** How many commands one transaction takes at most: 64 hold the loop for 5 to 7 ms (see findings). */
const BATCH = 64;

interface Pending {
  readonly command: Command;
  readonly actor: Actor;
  /** Settles when the author's signature was checked; commands keep their order meanwhile. */
  readonly verified: Promise<void>;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (cause: unknown) => void;
}

interface Earlier {
  readonly author: string;
  readonly room: string;
  readonly seq: number | undefined;
  /** Set while the earlier command is part of the batch that is being decided. */
  readonly index?: number;
}

async function findEarlier(client: Client, batch: readonly Pending[]): Promise<Map<string, Earlier>> {
  const args: InValue[] = batch.map(({ command }) => command.id);
  const found = await client.execute({
    sql: `SELECT command, author, room, seq FROM log WHERE command IN (${args.map(() => '?').join()})`,
    args,
  });
  return new Map(
    found.rows.map((row) => [
      String(row['command']),
      { author: String(row['author']), room: String(row['room']), seq: Number(row['seq']) },
    ]),
  );
}

/** Turns commands into entries: decides, appends, tells the feed. One for the whole server. */
export class Performer {
  readonly #client: Client;
  readonly #sequencer: Sequencer;
  readonly #limits: CommandLimits;
  readonly #committed: (entries: readonly Entry[]) => void;
  readonly #cache: RowCache;
  #queue: Pending[] = [];
  #running: Promise<void> | null = null;

  /** @param committed is told of entries after they are durable and before their authors are. */
  constructor(client: Client, sequencer: Sequencer, limits: CommandLimits, committed: (entries: readonly Entry[]) => void) {
    this.#client = client;
    this.#sequencer = sequencer;
    this.#cache = new RowCache(client);
    this.#limits = limits;
    this.#committed = committed;
  }

  /** How many commands wait for their verdict. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Performs one command and answers when it is durable. Sent again with the same id it answers
   * with the same receipt and changes nothing (L5).
   *
   * @param verified settles when the author's signature was checked, with a refusal if it is wrong
   * @throws {Refusal} where it may not happen; {@link Outage} where it could not be stored
   */
  perform(command: Command, actor: Actor, verified: Promise<void>): Promise<Receipt> {
    // Its refusal is met when the batch is decided; until then it must not count as unhandled.
    verified.catch(() => undefined);
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, actor, verified, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything that was waiting has its verdict. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // What one turn of the loop brings goes into one commit, and sockets are read between commits.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#queue.splice(0, BATCH);
      try {
        await this.#commit(batch);
      } catch (cause) {
        const outage = outageOf(cause);
        for (const pending of batch) pending.reject(outage);
      }
    }
    this.#running = null;
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    const refusals = await Promise.all(
      batch.map(({ verified }) =>
        verified.then(
          () => null,
          (cause: unknown) => cause,
        ),
      ),
    );
    const earlier = await findEarlier(this.#client, batch);
    const state = await this.#cache.state(batch.flatMap(({ command, actor }) => reads(command, actor)));
    const events: Event[] = [];
    const changes: Change[] = [];
    const settle: ((entries: readonly Entry[]) => void)[] = [];

    for (const [position, pending] of batch.entries()) {
      const { command, actor, resolve, reject } = pending;
      try {
        if (refusals[position] !== null) throw refusals[position];
        const known = earlier.get(command.id);
        if (known) {
          if (known.author !== actor || known.room !== command.room) throw new Refusal('id-taken');
          const { index, seq } = known;
          settle.push((entries) => resolve({ seq: seq ?? entries[index ?? 0]?.seq ?? 0 }));
          continue;
        }
        await checkLimits(this.#client, this.#limits, state, command, actor, events);
        const event = decide(state, command, actor);
        if (event === null) {
          settle.push(() => resolve({ seq: this.#sequencer.head }));
          continue;
        }
        for (const change of materialize(event)) {
          state.apply(change, { seq: this.#sequencer.head + events.length + 1, at: 0 });
          changes.push(change);
        }
        const index = events.push(event) - 1;
        earlier.set(command.id, { author: actor, room: command.room, seq: undefined, index });
        settle.push((entries) => resolve({ seq: entries[index]?.seq ?? 0 }));
      } catch (cause) {
        reject(cause);
      }
    }

    try {
      const entries = events.length === 0 ? [] : await this.#sequencer.append(events);
      this.#cache.apply(changes);
      if (entries.length > 0) this.#committed(entries);
      for (const answer of settle) answer(entries);
    } catch (cause) {
      this.#cache.clear();
      for (const pending of batch) pending.reject(cause);
    }
  }
}
