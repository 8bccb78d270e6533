import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Signer } from '#shared/identity/signer.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
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
  let database: IDBPDatabase<IdentitySchema> | undefined;
  try {
    database = await openDB<IdentitySchema>('parley-identity', 1, { upgrade: (fresh) => void fresh.createObjectStore('key') });
    return (await database.get('key', 'self')) ?? (await keepFirst(database, await generateKeyPair(false)));
  } catch (error) {
    if (error instanceof IdentityUnavailable) throw error;
    return null;
  } finally {
    database?.close();
  }
}

/** Keeps a pair unless another tab was faster, then takes the other tab's. */
async function keepFirst(database: IDBPDatabase<IdentitySchema>, pair: CryptoKeyPair): Promise<CryptoKeyPair> {
  // One write transaction at a time: between this read and this write no other tab comes in.
  const { store, done } = database.transaction('key', 'readwrite', { durability: 'strict' });
  const write = async (): Promise<CryptoKeyPair> => {
    const other = await store.get('self');
    if (other === undefined) await store.put(pair, 'self');
    return other ?? pair;
  };
  const [kept] = await Promise.all([write(), done]);
  return kept;
}
