import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Signer } from '#shared/identity/signer.ts';
import { generateKeyPair, requireWebCrypto, webcryptoSigner } from './webcrypto-signer.ts';

interface IdentitySchema extends DBSchema {
  key: { key: 'self'; value: CryptoKeyPair };
}

/** A person by the key of this browser. */
export interface BrowserIdentity extends Signer {
  /** False where the browser keeps nothing (some private windows): this key is gone with the page. */
  readonly persistent: boolean;
}

/**
 * The identity of this browser for this origin: an Ed25519 key that no script can read out, made on
 * first use and kept in an IndexedDB of its own, which nothing else clears. Tabs that start at once
 * end up with one key.
 * @throws {IdentityUnavailable} where the browser cannot make one, naming what is missing.
 */
export async function browserIdentity(): Promise<BrowserIdentity> {
  requireWebCrypto();
  const kept = await keptPair();
  const signer = await webcryptoSigner(kept ?? (await generateKeyPair(false)));
  return { ...signer, persistent: kept !== null };
}

/** The pair in IndexedDB, put there if need be; null where this browser keeps none. */
async function keptPair(): Promise<CryptoKeyPair | null> {
  let database: IDBPDatabase<IdentitySchema>;
  try {
    database = await openDB<IdentitySchema>('parley-identity', 1, { upgrade: (fresh) => void fresh.createObjectStore('key') });
  } catch {
    return null;
  }
  try {
    return (await database.get('key', 'self')) ?? (await keepFirst(database, await generateKeyPair(false)));
  } finally {
    database.close();
  }
}

/** Keeps a pair unless another tab was faster, then takes the other tab's. */
async function keepFirst(database: IDBPDatabase<IdentitySchema>, pair: CryptoKeyPair): Promise<CryptoKeyPair | null> {
  // One write transaction at a time: between this read and this write no other tab comes in.
  const transaction = database.transaction('key', 'readwrite', { durability: 'strict' });
  const finished = transaction.done.catch(() => null);
  try {
    const other = await transaction.store.get('self');
    if (other !== undefined) return other;
    await transaction.store.put(pair, 'self');
  } catch {
    return null;
  }
  return (await finished) === null ? null : pair;
}
