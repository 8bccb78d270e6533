import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * The log: every event, in the order in which this server stored it. `event` is what its author
 * signed, as JSON; `body` is what an erasure takes away (salt and text of a message).
 */
export const log = sqliteTable(
  'log',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    /** ms since 1970 when it was stored; never falls. */
    at: integer().notNull(),
    room: text().notNull(),
    type: text().notNull(),
    author: text().notNull(),
    /** The id its author's device gave to the command: the key of "at most once" (L5). */
    command: text().notNull(),
    /** The message that an edit or an erasure is about. */
    target: text(),
    event: text().notNull(),
    body: text(),
  },
  (table) => [
    uniqueIndex('log_command').on(table.command, table.author),
    index('log_room').on(table.room, table.seq),
    index('log_target').on(table.target),
  ],
);

/** The projections. Each has the columns that `columnsOf` lists for its table in `shared`. */
export const room = sqliteTable('room', {
  room: text().primaryKey(),
  creator: text(),
  createdAt: integer(),
  createdRank: text(),
});

export const channel = sqliteTable(
  'channel',
  {
    room: text().notNull(),
    channel: text().notNull(),
    creator: text(),
    createdAt: integer(),
    createdRank: text(),
    name: text(),
    topic: text(),
    archived: integer(),
    rev: integer(),
    settingsRank: text(),
  },
  (table) => [primaryKey({ columns: [table.room, table.channel] })],
);

export const user = sqliteTable(
  'user',
  {
    room: text().notNull(),
    user: text().notNull(),
    name: text(),
    email: text(),
    colour: integer(),
    rev: integer(),
    profileRank: text(),
  },
  (table) => [primaryKey({ columns: [table.room, table.user] })],
);

export const key = sqliteTable(
  'key',
  {
    room: text().notNull(),
    user: text().notNull(),
    publicKey: text().notNull(),
    linkedAt: integer(),
    linkRank: text(),
  },
  (table) => [primaryKey({ columns: [table.room, table.user, table.publicKey] })],
);

export const message = sqliteTable(
  'message',
  {
    room: text().notNull(),
    author: text().notNull(),
    id: text().notNull(),
    channel: text(),
    replyAuthor: text(),
    replyId: text(),
    authoredAt: integer(),
    signature: text(),
    postHash: text(),
    postRank: text(),
    content: text(),
    salt: text(),
    contentHash: text(),
    contentSignature: text(),
    rev: integer(),
    editedAt: integer(),
    erasedAt: integer(),
    state: text(),
    contentRank: text(),
    seq: integer(),
    at: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.room, table.author, table.id] }),
    index('message_channel').on(table.room, table.channel, table.seq),
    uniqueIndex('message_seq').on(table.seq),
    // What is being written is found at every start.
    index('message_state')
      .on(table.state)
      .where(sql`${table.state} IS NOT NULL`),
  ],
);

/** What is neither a fact nor a signal: sign-ins already used, until they are too old to be used again. */
export const nonce = sqliteTable('nonce', {
  nonce: text().primaryKey(),
  expires: integer().notNull(),
});

/**
 * How far a person's devices have received and read a channel: the furthest `seq` of each, and when
 * (ms since 1970) it came to be. Neither fact nor signal: only the maximum counts, so it needs no log.
 */
export const receipt = sqliteTable(
  'receipt',
  {
    room: text().notNull(),
    channel: text().notNull(),
    user: text().notNull(),
    received: integer().notNull(),
    receivedAt: integer().notNull(),
    read: integer().notNull(),
    readAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.channel, table.user] })],
);

/** Who turned read receipts off; whoever is not here has them on. */
export const receiptSilence = sqliteTable('receipt_silence', {
  user: text().primaryKey(),
  /** ms since 1970. */
  since: integer().notNull(),
});

/** When a person was last present in a room, ms since 1970. */
export const lastSeen = sqliteTable(
  'last_seen',
  {
    room: text().notNull(),
    user: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.room, table.user] })],
);

/**
 * The `optimisticId` under which a client of the envelope sent a message; it goes back with it in
 * history too. Not a fact: it means nothing outside of that protocol.
 */
export const optimisticId = sqliteTable('optimistic_id', {
  /** Where the message stands in the log: new ones come last in the table, and so cost little to write. */
  seq: integer().primaryKey(),
  optimisticId: text().notNull(),
});

/** About this database itself: `epoch` names its log, `projection` the version of its rows. */
export const meta = sqliteTable('meta', {
  name: text().primaryKey(),
  value: text().notNull(),
});
