import { describe, expect, test } from 'vitest';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import { outboxContract, sharedOutboxContract } from './outbox.ts';
import { replicaContract } from './replica.ts';
import { useAdapters } from './use-adapters.ts';

const here = useAdapters({ fresh: false });

async function makeOutbox(): Promise<MemoryOutbox> {
  return new MemoryOutbox();
}

// Only the names are read here; the clauses run in the page.
const CONTRACTS = {
  replica: replicaContract(async () => new MemoryReplica()),
  outbox: outboxContract(makeOutbox),
  shared: sharedOutboxContract(makeOutbox),
};

describe.each(Object.entries(CONTRACTS))('IndexedDB in Chromium: %s', (contract, clauses) => {
  test.each(clauses.map(({ name }) => name))('%s', async (name) => {
    expect(await here.tab.evaluate(([which, what]) => parts.run(which ?? '', what ?? ''), [contract, name])).toBeUndefined();
  });
});

test.each([1, 2, 3])('a Replica in IndexedDB agrees with one in memory through steps by chance (seed %i)', async (seed) => {
  expect(await here.tab.evaluate((by) => parts.compare(by), seed)).toBeUndefined();
});
