/** What a page runs: the contracts over the adapters in IndexedDB, and a few handles to take them apart. */
import { deleteDB } from 'idb';
import type { Outbox } from '#shared/sync/outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import type { Replica } from '#shared/sync/replica.ts';
import { IndexedDbOutbox } from '#client/replica/indexeddb-outbox.ts';
import { IndexedDbReplica } from '#client/replica/indexeddb-replica.ts';
import { compareByChance } from './compare-replicas.ts';
import type { Clause } from './contract.ts';
import { glance, outboxContract, postOf, sharedOutboxContract } from './outbox.ts';
import { replicaContract, rowsAfter } from './replica.ts';
import { edited, entriesOf, idOf, posted, randomLog } from './some-events.ts';

async function makeReplica(): Promise<Replica> {
  await deleteDB('parley-replica');
  const replica = new IndexedDbReplica();
  await replica.check();
  return replica;
}

/** Emptied as a person would: one that is deleted is put back by those that have it open. */
async function makeOutbox(): Promise<Outbox> {
  const outbox = new IndexedDbOutbox();
  await outbox.load();
  for (const { command } of outbox.pending) await outbox.remove(command.id);
  return outbox;
}

function firstEmpty(): () => Promise<Outbox> {
  let first = true;
  return async () => {
    if (!first) return new IndexedDbOutbox();
    first = false;
    return makeOutbox();
  };
}

const contracts: Record<string, () => Clause[]> = {
  replica: () => replicaContract(makeReplica),
  outbox: () => outboxContract(makeOutbox),
  shared: () => sharedOutboxContract(firstEmpty()),
};

/** Runs one clause of a contract. */
export async function run(contract: string, name: string): Promise<void> {
  const clause = contracts[contract]?.().find((one) => one.name === name);
  if (clause === undefined) throw new Error(`no clause ${name} in ${contract}`);
  await clause.run();
}

/** Lets a Replica in memory and one in IndexedDB go through the same by chance. */
export async function compare(seed: number): Promise<void> {
  await compareByChance(seed, new MemoryReplica(), await makeReplica());
}

/** Events to fill a Replica with. */
export const events = { edited, entriesOf, idOf, posted, randomLog };

export { glance, IndexedDbOutbox, IndexedDbReplica, postOf, rowsAfter };
