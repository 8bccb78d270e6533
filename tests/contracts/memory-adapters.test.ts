import { describe, expect, test } from 'vitest';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import { MemoryReplica } from '#shared/sync/memory-replica.ts';
import { outboxContract } from './outbox.ts';
import { replicaContract } from './replica.ts';

describe('a Replica in memory', () => {
  for (const { name, run } of replicaContract(async () => new MemoryReplica())) {
    test(name, async () => {
      await expect(run()).resolves.toBeUndefined();
    });
  }
});

describe('an Outbox in memory', () => {
  for (const { name, run } of outboxContract(async () => new MemoryOutbox())) {
    test(name, async () => {
      await expect(run()).resolves.toBeUndefined();
    });
  }
});
