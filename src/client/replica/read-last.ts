import { unwrap } from 'idb';

/** What browsers since 2025 have: many records in one request, in either direction (Indexed Database API 3.0). */
interface WithRecords {
  getAllRecords?(options: { query: IDBKeyRange; count: number; direction: IDBCursorDirection }): IDBRequest<{ value: unknown }[]>;
}

/** Reads the last `limit` records of a range of an index, in the order of the index. */
export function readLast(index: object, range: IDBKeyRange, limit: number): Promise<unknown[]> {
  const raw = (unwrap as (wrapped: object) => unknown)(index) as IDBIndex & WithRecords;
  return new Promise((resolve, reject) => {
    if (raw.getAllRecords !== undefined && Number.isFinite(limit)) {
      const asked = raw.getAllRecords({ query: range, count: limit, direction: 'prev' });
      asked.onsuccess = () => resolve(asked.result.map(({ value }) => value).reverse());
      asked.onerror = () => reject(asked.error ?? new Error('reading failed'));
      return;
    }
    const found: unknown[] = [];
    const asked = raw.openCursor(range, 'prev');
    asked.onerror = () => reject(asked.error ?? new Error('reading failed'));
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (cursor !== null && found.push(cursor.value) < limit) cursor.continue();
      else resolve(found.reverse());
    };
  });
}
