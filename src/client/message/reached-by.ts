import type { UserRow } from '#shared/chat/user.ts';
import type { ReceiptList } from '#shared/sync/receipts.ts';

/** Somebody whom a message reached. */
export interface ReachedPerson {
  readonly person: UserRow;
  /** ms since 1970 by the server's clock. */
  readonly at: number;
  /** It was then; otherwise it was then at the latest: they are further by now, and only that is kept. */
  readonly exact: boolean;
}

/** Whom of the others a message reached. */
export interface Reached {
  /** The earliest first. */
  readonly people: readonly ReachedPerson[];
  readonly notYet: readonly UserRow[];
  /** Who does not tell; they are in neither list. */
  readonly silent: readonly UserRow[];
}

/** Out of everybody's receipts, whom a message at `seq` reached: whose devices have it, or who read it. */
export function reachedBy(kind: 'received' | 'read', list: ReceiptList, others: readonly UserRow[], seq: number): Reached {
  const byUser = new Map(list.receipts.map((receipt) => [receipt.user, receipt]));
  const quiet = new Set(kind === 'read' ? list.silent : []);
  const people: ReachedPerson[] = [];
  const notYet: UserRow[] = [];
  const silent: UserRow[] = [];
  for (const person of others) {
    const receipt = byUser.get(person.user);
    const position = receipt?.[kind] ?? 0;
    const at = receipt?.[`${kind}At`] ?? 0;
    if (quiet.has(person.user)) silent.push(person);
    else if (position >= seq) people.push({ person, at, exact: position === seq });
    else notYet.push(person);
  }
  return { people: people.toSorted((a, b) => a.at - b.at), notYet, silent };
}
