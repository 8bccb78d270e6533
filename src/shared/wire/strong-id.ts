/** A UUID, a ULID, a nanoid: at least 21 characters of a word. Fewer may well come twice. */
const STRONG = /^[\w-]{21,200}$/u;

/** What programs send that forgot to fill one in, such as the nil UUID. */
const ALL_THE_SAME = /^(\w)(?:\1|-)*$/u;

/**
 * Tells whether an `optimisticId` names a message wherever it is met, so that a message which comes
 * again, by whatever way, is known. A weak one (`1`, `abc`) counts only on its own connection.
 */
export function isStrongId(optimisticId: string): boolean {
  return STRONG.test(optimisticId) && !ALL_THE_SAME.test(optimisticId);
}
