import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import type { ChannelRow } from '#shared/chat/channel.ts';
import { type Command, materialize } from '#shared/chat/chat.ts';
import { contentHash, newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer, signCommand } from '#shared/identity/signer.ts';
import { Rows } from '#shared/log/rows.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { Stretch } from '#shared/sync/replica.ts';
import { seqOf } from '#shared/sync/replica-state.ts';
import { commands } from '#tests/support/arbitraries.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { plausible } from '#tests/support/plausible.ts';
import { Proxy } from '#tests/support/proxy.ts';

/** Follows a room from a snapshot into a Replica, as a device does. */
class Follower {
  readonly replica = new MemoryReplica();
  readonly #room: string;
  #cursor = '';
  #heard = (): void => undefined;

  private constructor(room: string) {
    this.#room = room;
  }

  static async of(
    upstream: TrpcUpstream,
    room: string,
    onPage: (entries: readonly Parameters<typeof materialize>[0][]) => void = () => undefined,
  ) {
    const follower = new Follower(room);
    const { asOf, channels, users, keys, newest, page } = await upstream.snapshot(room, 'general');
    const stretches: Stretch[] =
      page === null
        ? []
        : [{ channel: 'general', from: page.reachedStart ? 0 : (page.messages[0]?.seq ?? 0), before: seqOf(asOf) + 1 }];
    const rows = { channels, users, keys, messages: page?.messages ?? [] };
    await follower.replica.begin(room, {
      cursor: asOf,
      rows,
      newest: Object.fromEntries(newest.map(({ channel, seq }) => [channel, seq])),
      stretches,
    });
    follower.#cursor = asOf;
    let writing = Promise.resolve(true);
    upstream.follow(
      room,
      () => follower.#cursor,
      (cursor, { entries }) => {
        const after = follower.#cursor;
        follower.#cursor = cursor;
        writing = writing.then(() => follower.replica.update(room, { after, cursor, entries }));
        onPage(entries.map(({ event }) => event));
        void writing.then(() => follower.#heard());
      },
    );
    // Older messages of the other channels, as somebody who scrolls up in each of them gets them.
    for (const { channel } of channels) {
      const before = seqOf(asOf) + 1;
      const { messages } = await upstream.history({ room, channel, before, limit: 200 });
      const older = { rows: { messages }, stretch: { channel, from: 0, before } };
      writing = writing.then(() => follower.replica.update(room, { after: asOf, ...older }));
    }
    return follower;
  }

  async until(seq: number): Promise<void> {
    while (seqOf((await this.replica.room(this.#room))?.cursor ?? '') < seq)
      await new Promise<void>((resolve) => (this.#heard = resolve));
  }

  /** Everything it holds, whole channels only. */
  async everything(channels: readonly ChannelRow[]) {
    const held = await this.replica.room(this.#room);
    const pages = await Promise.all(
      channels.map(({ channel }) => this.replica.page(this.#room, channel, Number.POSITIVE_INFINITY, 1000)),
    );
    return {
      channels: held?.channels,
      users: held?.users,
      keys: held?.keys,
      newest: held?.newest,
      pages: pages.map((page) => page?.messages),
    };
  }
}

/** What the server says that there is. */
async function serverSide(upstream: TrpcUpstream, room: string) {
  const { channels, users, keys, newest } = await upstream.snapshot(room);
  const byKey = <Row extends object>(rows: Row[], ...names: (keyof Row)[]): Row[] => {
    const key = (row: Row): string => names.map((name) => String(row[name])).join('\u0000');
    return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  };
  const pages = await Promise.all(channels.map(({ channel }) => upstream.history({ room, channel, limit: 200 })));
  return {
    channels: byKey(channels, 'channel'),
    users: byKey(users, 'user'),
    keys: byKey(keys, 'user', 'publicKey'),
    newest: Object.fromEntries(newest.map(({ channel, seq }) => [channel, seq])),
    pages: byKey(
      channels.map((row, index) => ({ ...row, messages: pages[index]?.messages })),
      'channel',
    ).map(({ messages }) => messages),
  };
}

async function signed(signer: Signer, command: Command): Promise<Command> {
  const fields = { ...command, id: newId(), authoredAt: Date.now() };
  if (fields.type === 'user.update') fields.publicKey = signer.publicKey;
  if ('content' in fields) fields.contentHash = await contentHash((fields.salt = newSalt()), fields.content);
  return (await signCommand(signer, fields)) as Command;
}

const script = fc.array(fc.record({ command: commands(), who: fc.nat({ max: 1 }), cut: fc.nat({ max: 9 }) }), {
  minLength: 30,
  maxLength: 60,
  size: 'max',
});

test('L2: the server’s rows and Replicas agree, whenever these began and however often their line broke', async () => {
  const { url } = await startLocal();
  const proxy = await Proxy.to(url);
  let rooms = 0;
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const room = `room-${rooms++}`;
      const people = await Promise.all([generateIdentity(), generateIdentity()]);
      const upstreams = people.map((signer) => new TrpcUpstream(url, signer));
      const readers = await Promise.all([1, 2].map(async () => new TrpcUpstream(proxy.url, await generateIdentity())));
      const [writer, reader, late] = [upstreams[0], ...readers] as [TrpcUpstream, TrpcUpstream, TrpcUpstream];
      let head = 0;
      const perform = async (who: number, command: Command): Promise<void> => {
        const verdict = await (upstreams[who] as TrpcUpstream).perform(await signed(people[who] as Signer, command));
        if (verdict.kind === 'stored') head = Math.max(head, verdict.seq);
      };
      const base = { room, id: newId(), authoredAt: 0, signature: null };
      await perform(0, { ...base, type: 'room.create' });
      for (const who of [0, 1])
        await perform(who, { ...base, type: 'user.update', publicKey: null, rev: 1, name: 'Somebody', email: '', colour: null });

      const rows = new Rows();
      const first = await Follower.of(reader, room);
      const shadow = await Follower.of(writer, room, (events) => {
        for (const event of events) for (const change of materialize(event)) rows.apply(change, null);
      });
      let second: Follower | undefined;
      for (const [index, { command, who, cut }] of steps.entries()) {
        if (index === Math.floor(steps.length / 2)) second = await Follower.of(late, room);
        if (cut === 0) proxy.cut();
        await perform(who, plausible(rows, { ...command, room }, (people[who] as Signer).userId));
      }
      const server = await serverSide(writer, room);
      for (const follower of [first, second, shadow]) {
        await follower?.until(head);
        expect(await follower?.everything(server.channels)).toEqual(server);
      }
      for (const upstream of [...upstreams, ...readers]) upstream.close();
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);
