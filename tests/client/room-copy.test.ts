import { expect, test } from 'vitest';
import type { Event } from '#shared/chat/chat.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { ReplicaUpdate } from '#shared/sync/replica.ts';
import { readEntries } from '#shared/sync/read-entries.ts';
import { RoomCopy } from '#shared/sync/room-copy.ts';
import { entriesOf, posted } from '#tests/contracts/some-events.ts';

const ROOM = { room: 'lobby', creator: 'ada', createdAt: 1, createdRank: 'r' };
const posts = entriesOf(Array.from({ length: 6 }, (_, index) => posted('lobby', 'general', 'ada', index + 1)));

/** A Replica that now and then cannot write. */
class FailingReplica extends MemoryReplica {
  failing = false;

  override async update(room: string, update: ReplicaUpdate): Promise<boolean> {
    if (this.failing) throw new Error('no room');
    return super.update(room, update);
  }
}

function begun(replica: MemoryReplica): RoomCopy {
  const copy = new RoomCopy('lobby', replica, () => ({ stretches: [], messages: [] }));
  copy.begin(ROOM, { cursor: 'one.0', rows: {}, newest: {}, stretches: [{ channel: 'general', from: 0, before: Infinity }] });
  return copy;
}

test('a step that could not be written is never passed off as a page without a gap', async () => {
  const replica = new FailingReplica();
  const copy = begun(replica);
  copy.update({ cursor: 'one.2', entries: posts.slice(0, 2) });
  expect((await copy.page('general', Infinity, 50))?.messages).toHaveLength(2);
  replica.failing = true;
  copy.update({ cursor: 'one.4', entries: posts.slice(2, 4) });
  expect(await copy.page('general', Infinity, 50)).toBeNull();
  replica.failing = false;
  copy.update({ cursor: 'one.6', entries: posts.slice(4) });
  expect(await copy.page('general', Infinity, 50)).toBeNull();
  // The next visit goes on from where the Replica is whole.
  expect((await replica.room('lobby'))?.cursor).toBe('one.2');
});

test('a Replica that was cleared under the page is begun anew out of memory', async () => {
  const replica = new MemoryReplica();
  const copy = begun(replica);
  copy.update({ cursor: 'one.3', entries: posts.slice(0, 3) });
  await copy.page('general', Infinity, 50);
  await replica.drop('lobby');
  copy.update({ cursor: 'one.4', entries: posts.slice(3, 4) });
  await copy.page('general', Infinity, 50);
  expect(await replica.room('lobby')).toMatchObject({ cursor: 'one.4', newest: { general: 4 }, defaultFloor: 5 });
});

test('a room that is left stays forgotten, whatever was still on its way', async () => {
  const replica = new MemoryReplica();
  const copy = begun(replica);
  copy.update({ cursor: 'one.3', entries: posts.slice(0, 3) });
  copy.forget();
  copy.update({ cursor: 'one.4', entries: posts.slice(3, 4) });
  await copy.page('general', Infinity, 50);
  expect(await replica.room('lobby')).toBeNull();
});

test('entries that this program cannot read are left out, and hold up nothing', () => {
  const [known] = posts;
  const newer = { seq: 2, at: 2, event: { ...posted('lobby', 'general', 'ada', 2), type: 'message.sung' } as unknown as Event };
  const elsewhere = { seq: 3, at: 3, event: posted('attic', 'general', 'ada', 3) };
  const nonsense = [null, 7, 'text', {}, { seq: 'x', at: 1, event: known?.event }, { seq: 4, at: 4 }];
  expect(readEntries('lobby', [known, newer, elsewhere, ...nonsense]).map(({ entry }) => entry)).toEqual([known]);
  expect(readEntries('lobby', 'nonsense')).toEqual([]);
});
