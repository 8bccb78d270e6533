import { channelTable } from '#shared/chat/channel.ts';
import { materialize } from '#shared/chat/chat.ts';
import { messageTable } from '#shared/chat/message.ts';
import { keyTable, userTable } from '#shared/chat/user.ts';
import { applyChange, mergeRows } from '#shared/log/change.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Cell, Table } from '#shared/log/table.ts';
import type { WholeRows } from '#shared/sync/replica.ts';

type Cells = Record<string, Cell>;

/** Where rows of one transaction are read and written; a key is the row's key columns in order. */
export interface RowStore {
  /** Whether it has a place for rows of this table. */
  holds(table: Table<never>): boolean;
  get(table: Table<never>, key: string[]): Promise<Cells | undefined>;
  put(table: Table<never>, key: string[], row: Cells): Promise<unknown>;
}

/** Merges rows that came whole, then applies entries: the same rules as on the server and in memory. */
export async function writeRows(store: RowStore, rows: WholeRows, entries: readonly Entry[]): Promise<void> {
  const groups: [Table<never>, readonly unknown[]][] = [
    [channelTable, rows.channels ?? []],
    [userTable, rows.users ?? []],
    [keyTable, rows.keys ?? []],
    [messageTable, rows.messages ?? []],
  ];
  const changed = new Map<string, { table: Table<never>; key: string[]; row: Cells }>();

  async function change(table: Table<never>, cells: Readonly<Cells>, to: (held: Cells | undefined) => Cells): Promise<void> {
    const key = table.key.map((column) => String(cells[column]));
    const name = [table.name, ...key].join('\u0000');
    changed.set(name, { table, key, row: to(changed.get(name)?.row ?? (await store.get(table, key))) });
  }

  for (const [table, list] of groups) {
    for (const row of list as Cells[]) await change(table, row, (held) => mergeRows(table, held, row));
  }
  for (const { seq, at, event } of entries) {
    for (const step of materialize(event)) {
      if (store.holds(step.table)) await change(step.table, step.key, (held) => applyChange(held, step, { seq, at }));
    }
  }
  await Promise.all([...changed.values()].map(({ table, key, row }) => store.put(table, key, row)));
}
