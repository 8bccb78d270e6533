import type { Client, InStatement, InValue } from '@libsql/client';
import { type MessageRow, messageTable } from '#shared/chat/message.ts';
import { keyText, Rows } from '#shared/log/rows.ts';
import { type Cell, columnsOf } from '#shared/log/table.ts';
import type { PlacedChange } from './apply.ts';
import { KnownWords } from './known-words.ts';
import { fragmentsOf, isSolo, segmentText, soloParts } from './segment-text.ts';
import { fragmentToken, scopeToken, tokenOf, wordHash } from './search-token.ts';

/**
 * What the index holds of messages before a batch changes them.
 *
 * The index is two FTS5 tables of hashes, without text (`drizzle/0001_search.sql`): `message_word`
 * finds messages (row id: `seq`) by their words and by room, channel and author; `word_fragment`
 * finds words (row id: the word's hash) by three characters out of them.
 */
export interface Indexed {
  readonly rows: Rows;
  readonly known: KnownWords;
  /** Words whose fragments the batch adds. */
  readonly added: number[];
}

interface IndexedMessage {
  readonly seq: number;
  readonly tokens: string;
  readonly words: ReadonlyMap<number, { room: string; word: string }>;
}

const COLUMNS = columnsOf(messageTable).map((column) => `m."${column}"`).join(', ');
const FIND_ROWS =
  `SELECT ${COLUMNS} FROM json_each(?) AS k JOIN message AS m ` +
  `ON m.room = k.value ->> 0 AND m.author = k.value ->> 1 AND m.id = k.value ->> 2`;

function messageKeys(changes: readonly PlacedChange[]): Map<string, Readonly<Record<string, string>>> {
  const keys = new Map<string, Readonly<Record<string, string>>>();
  for (const { change } of changes) if (change.table.name === messageTable.name) keys.set(keyText(change.table, change.key), change.key);
  return keys;
}

/** Reads what `indexStatements` has to know of the messages that these changes are about. */
export async function readIndexed(client: Client, changes: readonly PlacedChange[]): Promise<Indexed> {
  const rows = new Rows();
  const keys = [...messageKeys(changes).values()].map(({ room, author, id }) => [room, author, id]);
  if (keys.length > 0) {
    const found = await client.execute({ sql: FIND_ROWS, args: [JSON.stringify(keys)] });
    for (const row of found.rows) rows.put(messageTable as never, { ...row } as unknown as Record<string, Cell>);
  }
  return { rows, known: KnownWords.of(client), added: [] };
}

/** A message as the index holds it; null while it waits for its post, and once it was erased. */
function indexedMessage(row: MessageRow | undefined): IndexedMessage | null {
  if (row === undefined || row.seq === null || row.content === null) return null;
  const { room, author, channel, content, seq } = row;
  const words = new Map<number, { room: string; word: string }>();
  const tokens = new Set([scopeToken(room, 'room', ''), scopeToken(room, 'channel', channel), scopeToken(room, 'author', author)]);
  for (const piece of new Set(segmentText(content))) {
    if (isSolo(piece)) {
      for (const part of soloParts(piece)) tokens.add(tokenOf(wordHash(room, part)));
    } else {
      const hashed = wordHash(room, piece);
      tokens.add(tokenOf(hashed));
      words.set(hashed, { room, word: piece });
    }
  }
  return { seq, tokens: [...tokens].join(' '), words };
}

function fragmentTokens({ room, word }: { room: string; word: string }): string {
  return [...fragmentsOf(word)].map((fragment) => fragmentToken(room, fragment)).join(' ');
}

/** One multi-row statement, in the order of row ids: FTS5 then writes a single segment for it. */
function ftsStatement(table: string, command: 'delete' | null, rows: [rowid: number, tokens: string][]): InStatement[] {
  if (rows.length === 0) return [];
  rows.sort(([a], [b]) => a - b);
  const args: InValue[] = [];
  for (const row of rows) args.push(...row);
  const [columns, tuple] = command === null ? ['rowid, tokens', '(?, ?)'] : [`${table}, rowid, tokens`, `('${command}', ?, ?)`];
  return [{ sql: `INSERT INTO ${table} (${columns}) VALUES ${Array(rows.length).fill(tuple).join(', ')}`, args }];
}

/** Takes words out of `word_fragment` that no message has any more. */
const DROP_WORDS =
  `INSERT INTO word_fragment (word_fragment, rowid, tokens) SELECT 'delete', w.value ->> 0, w.value ->> 2 FROM json_each(?) AS w ` +
  `WHERE NOT EXISTS (SELECT 1 FROM message_word WHERE message_word MATCH w.value ->> 1)`;

/**
 * The statements that bring the index from `before` to what these changes make of it. They belong
 * into the transaction that writes the rows, last. They hold no text that a message lost (L6).
 */
export function indexStatements(changes: readonly PlacedChange[], before: Indexed): InStatement[] {
  const { rows, known, added } = before;
  const keys = messageKeys(changes);
  const old = new Map([...keys].map(([text, key]) => [text, rows.get(messageTable, key)]));
  for (const { change, position } of changes) if (change.table.name === messageTable.name) rows.apply(change, position);
  const removed: [number, string][] = [];
  const inserted: [number, string][] = [];
  const lost = new Map<number, { room: string; word: string }>();
  const fresh = new Map<number, { room: string; word: string }>();
  for (const [text, key] of keys) {
    const past = indexedMessage(old.get(text));
    const present = indexedMessage(rows.get(messageTable, key));
    if (past?.tokens === present?.tokens) continue;
    if (past !== null) {
      removed.push([past.seq, past.tokens]);
      for (const [hashed, word] of past.words) lost.set(hashed, word);
    }
    if (present !== null) {
      inserted.push([present.seq, present.tokens]);
      for (const [hashed, word] of present.words) if (word.word.length > 2 && !known.has(hashed)) fresh.set(hashed, word);
    }
  }
  for (const hashed of lost.keys()) known.delete(hashed);
  added.push(...fresh.keys());
  const gone = [...lost].filter(([, { word }]) => word.length > 2).map(([hashed, word]) => [hashed, tokenOf(hashed), fragmentTokens(word)]);
  return [
    ...ftsStatement('message_word', 'delete', removed),
    ...ftsStatement('word_fragment', null, [...fresh].map(([hashed, word]) => [hashed, fragmentTokens(word)])),
    ...ftsStatement('message_word', null, inserted),
    ...(gone.length === 0 ? [] : [{ sql: DROP_WORDS, args: [JSON.stringify(gone)] }]),
  ];
}

/** Remembers, once the transaction is committed, which words need not be written again. */
export function confirmIndexed({ known, added }: Indexed): void {
  for (const hashed of added) known.add(hashed);
}
