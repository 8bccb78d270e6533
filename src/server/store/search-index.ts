import type { Client, InStatement } from '@libsql/client';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { keyText, Rows } from '#shared/log/rows.ts';
import type { Cell } from '#shared/log/table.ts';
import type { PlacedChange } from './apply.ts';
import { KnownWords } from './known-words.ts';
import { fragmentTokens, type Indexable, isIndexed, messageTokens, type Word } from './message-tokens.ts';
import { scopeHash, tokensOf } from './search-token.ts';
import { fragmentsOf } from './segment-text.ts';

/**
 * What the index holds of messages before a batch changes them.
 *
 * The index is two FTS5 tables of hashes, without text (`drizzle/0001_search.sql`): `message_word`
 * finds messages (row id: `seq`) by their words and by room, channel and author; `word_fragment`
 * finds words (row id: the word's hash) by three characters out of them.
 */
export interface Indexed {
  /** The changes, by the message that they are about. */
  readonly changes: ReadonlyMap<string, readonly PlacedChange[]>;
  readonly rows: Rows;
  readonly known: KnownWords;
  /** Words whose fragments the batch adds. */
  readonly added: number[];
}

/**
 * The most fragments that one message adds, and one transaction, so that pasted noise does not hold
 * up everybody. A word that comes too late is found as a whole, and by its parts once another
 * message has it.
 */
const MOST_FRAGMENTS = 2000;
const MOST_FRAGMENTS_TOGETHER = 8000;

/** The columns that say what is indexed, and which change to them wins. */
const FIND_ROWS =
  `SELECT m.room, m.author, m.id, m.channel, m.content, m.seq, m.postRank, m.contentRank FROM json_each(?) AS k ` +
  `JOIN message AS m ON m.room = k.value ->> 0 AND m.author = k.value ->> 1 AND m.id = k.value ->> 2`;

/** Reads what `indexStatements` has to know of the messages that these changes are about. */
export async function readIndexed(client: Client, all: readonly PlacedChange[]): Promise<Indexed> {
  const rows = new Rows();
  const changes = new Map<string, PlacedChange[]>();
  const keys: unknown[] = [];
  for (const placed of all) {
    const { table, key } = placed.change;
    if (table.name !== messageTable.name) continue;
    const text = keyText(table, key);
    const others = changes.get(text);
    if (others !== undefined) {
      others.push(placed);
      continue;
    }
    changes.set(text, [placed]);
    keys.push([key['room'], key['author'], key['id']]);
  }
  if (keys.length > 0) {
    const found = await client.execute({ sql: FIND_ROWS, args: [JSON.stringify(keys)] });
    for (const row of found.rows) rows.put(messageTable, { ...row } as unknown as Record<string, Cell>);
  }
  return { changes, rows, known: KnownWords.of(client), added: [] };
}

/** The message as these changes leave it. */
function changedRow(rows: Rows, past: MessageRow | undefined, changes: readonly PlacedChange[]): Indexable {
  const [first] = changes;
  if (past === undefined && changes.length === 1 && first !== undefined) {
    // A message that was just posted, as nearly all are, is what its one change says. The general way takes as long as all the rest.
    const { key, writes } = first.change;
    const { post, content } = writes;
    const seq = post === undefined ? null : first.position.seq;
    return { ...key, channel: post?.values['channel'] ?? null, content: content?.values['content'] ?? null, seq } as Indexable;
  }
  let row: unknown = past;
  for (const { change, position } of changes) row = rows.apply(change, position);
  return row as MessageRow;
}

/** In the order of row ids: FTS5 then writes a single segment for them. */
function addRows(table: string, rows: [rowid: number, tokens: string][]): InStatement[] {
  const sql = `INSERT INTO ${table} (rowid, tokens) VALUES (?, ?)`;
  return rows.sort(([a], [b]) => a - b).map((args) => ({ sql, args }));
}

/**
 * Takes rows out of the index: id, tokens, and one token by which to see that the row is there at
 * all. FTS5 would take the index for corrupt if more were taken out than ever came in.
 */
const dropRows = (table: string): string =>
  `INSERT INTO ${table} (${table}, rowid, tokens) SELECT 'delete', r.value ->> 0, r.value ->> 1 FROM json_each(?) AS r ` +
  `WHERE EXISTS (SELECT 1 FROM ${table} WHERE ${table} MATCH r.value ->> 2 AND rowid = r.value ->> 0)`;
const DROP_MESSAGES = `${dropRows('message_word')} ORDER BY r.value ->> 0`;
/** Words that no message has any more. */
const DROP_WORDS =
  `${dropRows('word_fragment')} AND NOT EXISTS (SELECT 1 FROM message_word WHERE message_word MATCH r.value ->> 3) ` +
  `ORDER BY r.value ->> 0`;

/**
 * The statements that bring the index to what the changes make of its messages. They belong
 * into the transaction that writes the rows, last. They hold no text that a message lost (L6).
 */
export function indexStatements({ changes, rows, known, added }: Indexed): InStatement[] {
  const removed: [number, string, string][] = [];
  const inserted: [number, string][] = [];
  const lost = new Map<number, Word>();
  const fresh = new Map<number, Word>();
  let allowed = MOST_FRAGMENTS_TOGETHER;
  for (const [first, ...more] of changes.values()) {
    if (first === undefined) continue;
    const past = rows.get(messageTable, first.change.key);
    const present = changedRow(rows, past, [first, ...more]);
    if (past?.content === present.content && past.seq === present.seq && past.channel === present.channel) continue;
    if (isIndexed(past)) {
      const tokens = messageTokens(past, (word) => lost.set(word.hashed, word));
      removed.push([past.seq, tokens, tokensOf([scopeHash(past.room, 'room', '')])]);
    }
    if (isIndexed(present)) {
      let left = Math.min(MOST_FRAGMENTS, allowed);
      allowed -= left;
      const tokens = messageTokens(present, (word) => {
        if (known.has(word.hashed) || fresh.has(word.hashed)) return;
        const { size } = fragmentsOf(word.word);
        if (size > left) return;
        left -= size;
        fresh.set(word.hashed, word);
      });
      allowed += left;
      inserted.push([present.seq, tokens]);
    }
  }
  for (const hashed of lost.keys()) known.delete(hashed);
  for (const hashed of fresh.keys()) added.push(hashed);
  const gone = [...lost.values()].map((word) => {
    const tokens = fragmentTokens(word);
    return [word.hashed, tokens, tokens.split(' ', 1)[0] ?? '', tokensOf([word.hashed])];
  });
  return [
    ...(removed.length === 0 ? [] : [{ sql: DROP_MESSAGES, args: [JSON.stringify(removed)] }]),
    ...addRows(
      'word_fragment',
      [...fresh.values()].map((word) => [word.hashed, fragmentTokens(word)]),
    ),
    ...addRows('message_word', inserted),
    ...(gone.length === 0 ? [] : [{ sql: DROP_WORDS, args: [JSON.stringify(gone)] }]),
  ];
}

/** Remembers, once the transaction is committed, which words need not be written again. */
export function confirmIndexed({ known, added }: Indexed): void {
  for (const hashed of added) known.add(hashed);
}
