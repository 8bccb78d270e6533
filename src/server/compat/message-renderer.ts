import type { MessageRow } from '#shared/chat/message.ts';
import { messageTable } from '#shared/chat/message.ts';
import { userTable } from '#shared/chat/user.ts';
import { isVisibleMessage } from '#shared/chat/visibility.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Lookup, State } from '#shared/log/rows.ts';
import { serverMessageOf } from '#shared/wire/frames-of-events.ts';
import type { ServerMessage } from '#shared/wire/websocket-data.ts';
import type { Database } from '../store/database.ts';
import type { OptimisticIds } from '../store/optimistic-ids.ts';
import { guestName, isGuestId } from './guest.ts';
import { readRows } from './read-rows.ts';

/** A message on its way to a frame. */
interface Draft {
  readonly room: string;
  readonly author: string;
  readonly id: string;
  readonly seq: number | null;
  readonly channel: string;
  readonly content: string | null;
  readonly replyAuthor: string | null;
  readonly replyId: string | null;
  readonly created: number;
  readonly updated: number;
}

/** What a room knows that a message's frame needs. */
export interface RoomWords {
  /** How clients of the envelope call a channel. */
  labelOf(channel: string): string;
  /** Gives `updated` for a version of a message that was stored at `at`. */
  stamp(message: string, at: number): number;
}

const messageLookup = (room: string, author: string, id: string): Lookup => ({
  table: messageTable,
  prefix: { room, author, id },
});

/** Makes `SERVER_MESSAGE` frames out of entries of the log and of rows, in the same way for both. */
export class MessageRenderer {
  readonly #database: Database;
  readonly #serverName: string;
  readonly #ai: string;
  readonly #optimisticIds: OptimisticIds;

  /**
   * @param serverName the `server` of our messages
   * @param ai the AI's user id: its answers grow by `ofGrowing`, and stand without what they answer
   */
  constructor(database: Database, serverName: string, ai: string, optimisticIds: OptimisticIds) {
    this.#database = database;
    this.#serverName = serverName;
    this.#ai = ai;
    this.#optimisticIds = optimisticIds;
  }

  /** The frames that entries of one room make, in their order. */
  async ofEntries(entries: readonly Entry[], words: RoomWords): Promise<ServerMessage[]> {
    const changed = entries.flatMap(({ event }) =>
      'target' in event ? [messageLookup(event.room, event.author, event.target)] : [],
    );
    // The row as it is now, not the event's own text: an edit that lost to another one is no news.
    const state = await readRows(this.#database.client, changed);
    const drafts: Draft[] = [];
    for (const { seq, at, event } of entries) {
      const { room, author } = event;
      if (author === this.#ai && 'state' in event && event.state === 'writing') continue;
      if (event.type === 'message.posted') {
        const { id, channel, body, replyTo } = event;
        const reply = { replyAuthor: replyTo?.author ?? null, replyId: replyTo?.id ?? null };
        drafts.push({
          room,
          author,
          id,
          seq,
          channel,
          content: body?.content ?? null,
          ...reply,
          created: at,
          updated: words.stamp(id, at),
        });
      } else if (event.type === 'message.edited' || event.type === 'message.deleted') {
        const row = state.get(messageTable, { room, author, id: event.target });
        if (row !== undefined && isVisibleMessage(row))
          drafts.push({ ...row, created: row.at ?? at, updated: words.stamp(row.id, at) });
      }
    }
    return this.#finish(drafts, words);
  }

  /** The frame of a message that is being written, with its text so far. */
  ofGrowing(row: MessageRow, content: string, words: RoomWords): Promise<ServerMessage[]> {
    const created = row.at ?? row.authoredAt;
    const updated = words.stamp(row.id, Math.max(Date.now(), created));
    return this.#finish([{ ...row, content, created, updated }], words);
  }

  /** The frames of messages as they are now; none for one that is only begun. */
  async ofRows(rows: readonly MessageRow[], words: RoomWords): Promise<ServerMessage[]> {
    const changedAt = await this.#changedAt(rows);
    const drafts = rows
      .filter(({ content }) => content !== '')
      .map((row): Draft => {
        const created = row.at ?? row.authoredAt;
        return { ...row, created, updated: changedAt.get(row.id) ?? created };
      });
    return this.#finish(drafts, words);
  }

  /** When this server stored the newest change of each message that was changed. */
  async #changedAt(rows: readonly MessageRow[]): Promise<Map<string, number>> {
    const ids = rows.filter(({ editedAt, erasedAt }) => editedAt !== null || erasedAt !== null).map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const sql = `SELECT target, max(at) AS at FROM log WHERE target IN (${ids.map(() => '?').join()})
                 AND type IN ('message.edited', 'message.deleted') GROUP BY target`;
    const found = await this.#database.client.execute({ sql, args: ids });
    return new Map(found.rows.map((row) => [String(row['target']), Number(row['at'])]));
  }

  async #finish(drafts: readonly Draft[], words: RoomWords): Promise<ServerMessage[]> {
    const answered = drafts.flatMap(({ room, author, replyAuthor, replyId }): Lookup[] =>
      replyAuthor === null || replyId === null || author === this.#ai
        ? []
        : [messageLookup(room, replyAuthor, replyId), { table: userTable, prefix: { room, user: replyAuthor } }],
    );
    const state = await readRows(this.#database.client, answered);
    const fromGuests = drafts.filter(({ author }) => isGuestId(author));
    const optimisticIds = fromGuests.length === 0 ? null : await this.#optimisticIds.of(fromGuests);
    return drafts.map((draft) => {
      const { id, author, channel, content, created, updated } = draft;
      // Other groups know a message by this id wherever they meet it, so ours is the message's own.
      const optimisticId = isGuestId(author) ? (optimisticIds?.get(id) ?? '') : id;
      const shown = {
        id,
        optimisticId,
        content,
        server: this.#serverName,
        userId: author,
        channel: words.labelOf(channel),
        created,
        updated,
      };
      return serverMessageOf({ ...shown, quoted: author === this.#ai ? null : quotedBy(draft, state) });
    });
  }
}

function quotedBy({ room, replyAuthor, replyId }: Draft, state: State): { name: string; content: string | null } | null {
  if (replyAuthor === null || replyId === null) return null;
  const row = state.get(messageTable, { room, author: replyAuthor, id: replyId });
  if (row === undefined || !isVisibleMessage(row)) return null;
  return { name: state.get(userTable, { room, user: replyAuthor })?.name ?? guestName(replyAuthor), content: row.content };
}
