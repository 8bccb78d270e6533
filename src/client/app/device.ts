import type { Outbox } from '#shared/sync/outbox.ts';
import type { Replica } from '#shared/sync/replica.ts';
import { type BrowserIdentity, browserIdentity } from '../sdk/browser-identity.ts';
import { openStorage, StorageState } from './storage.ts';

/** What this device keeps: whose it is, what was read and what waits. */
export interface Device {
  readonly signer: BrowserIdentity;
  readonly storage: StorageState;
  readonly replica: Replica;
  readonly outbox: Outbox;
}

/** @throws {IdentityUnavailable} where this browser cannot make a key */
export async function openDevice(): Promise<Device> {
  const storage = new StorageState();
  const [signer, parts] = await Promise.all([browserIdentity(), openStorage(storage)]);
  return { signer, storage, ...parts };
}
