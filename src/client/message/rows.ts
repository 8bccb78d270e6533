import { dayName, startOfDay } from '../app/time.ts';
import type { UserRow } from '#shared/chat/user.ts';
import type { MessageView } from '../app/views.ts';

/** ms within which messages of one author share a head. */
const GROUP = 5 * 60_000;

/** What the list shows, one after another. */
export type Row =
  | { kind: 'top'; key: string; day: string | null }
  | { kind: 'day'; key: string; name: string }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: MessageView; author: UserRow | undefined; grouped: boolean }
  | { kind: 'end'; key: string };

/** When a message was written: the server's clock, or ours while it waits. ms since 1970. */
export function timeOf(message: MessageView): number {
  return message.at ?? message.authoredAt;
}

/** A message's key in lists: an id alone is only unique per author. */
export function keyOf(message: { author: string; id: string }): string {
  return `${message.author}/${message.id}`;
}

function joins(before: MessageView, message: MessageView): boolean {
  return (
    before.author === message.author &&
    message.replyId === null &&
    timeOf(message) - timeOf(before) < GROUP &&
    startOfDay(timeOf(message)) === startOfDay(timeOf(before))
  );
}

interface RowOptions {
  /** The `seq` of the first message that was unread when the channel was opened. */
  firstUnreadSeq: number | null;
  /**
   * Keys of messages that were the oldest ones once. They keep their head, so that older history
   * above them changes no height below.
   */
  heads: ReadonlySet<string>;
  now: number;
  people: readonly UserRow[];
}

/** Lays messages out in rows. Only rows above the oldest message change when older ones come. */
export function rowsOf(messages: readonly MessageView[], { firstUnreadSeq, heads, now, people }: RowOptions): Row[] {
  const oldest = messages[0];
  const authors = new Map(people.map((person) => [person.user, person]));
  // The day of the oldest message belongs to the top row: it moves up with what is loaded above.
  const rows: Row[] = [{ kind: 'top', key: 'top', day: oldest ? dayName(timeOf(oldest), now) : null }];
  let marked = firstUnreadSeq === null;
  let before: MessageView | undefined;
  for (const message of messages) {
    const key = keyOf(message);
    let broken = before === undefined || heads.has(key);
    if (before && startOfDay(timeOf(before)) !== startOfDay(timeOf(message))) {
      rows.push({ kind: 'day', key: `day ${key}`, name: dayName(timeOf(message), now) });
    }
    if (!marked && firstUnreadSeq !== null && message.seq !== null && message.seq >= firstUnreadSeq) {
      marked = true;
      broken = true;
      rows.push({ kind: 'new', key: 'new' });
    }
    rows.push({
      kind: 'message',
      key,
      message,
      author: authors.get(message.author),
      grouped: !broken && before !== undefined && joins(before, message),
    });
    before = message;
  }
  rows.push({ kind: 'end', key: 'end' });
  return rows;
}
