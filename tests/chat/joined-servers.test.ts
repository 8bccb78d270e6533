import { describe, expect, test } from 'vitest';
import { findChannel } from '#shared/chat/channel.ts';
import { type Command, decide, type Event, materialize } from '#shared/chat/chat.ts';
import { messageTable } from '#shared/chat/message.ts';
import { Refusal } from '#shared/chat/refusal.ts';
import { roomTable } from '#shared/chat/room.ts';
import { keyTable, userTable } from '#shared/chat/user.ts';
import { isVisibleMessage } from '#shared/chat/visibility.ts';
import { Rows } from '#shared/log/rows.ts';
import { numberedId, PEOPLE } from '#tests/support/pools.ts';
import { posted } from '#tests/support/posted.ts';

const [ada = '', bo = ''] = PEOPLE;

type Fields = Record<string, unknown> & { type: Event['type'] };

/** An event as another server might tell of it. */
function event(number: number, fields: Fields): Event {
  const base = {
    id: numberedId(number),
    room: 'lobby',
    author: ada,
    authoredAt: 1000 + number,
    signature: `${number}`.padStart(86, 'A'),
  };
  return { ...base, ...fields } as unknown as Event;
}

const body = (content: string) => ({ contentHash: content.padEnd(43, 'h'), body: { salt: 's'.repeat(22), content } });
const post = posted(1, { content: 'First' });
const edit = (number: number, rev: number, content: string) =>
  event(number, { type: 'message.edited', channel: 'general', target: post.id, rev, ...body(content) });
const erase = (number: number) => event(number, { type: 'message.deleted', channel: 'general', target: post.id });

/** The rows of one server that heard of these events in this order. */
function rowsOf(...events: Event[]): Rows {
  const rows = new Rows();
  for (const [index, one] of events.entries())
    for (const change of materialize(one)) rows.apply(change, { seq: index + 1, at: 5000 + index });
  return rows;
}

function message(...events: Event[]) {
  return rowsOf(...events).get(messageTable, { room: 'lobby', author: ada, id: post.id });
}

describe('a message, whatever came first', () => {
  test('an edit that comes before its message waits, unseen, and then shows', () => {
    const waiting = message(edit(2, 1, 'Edited'));
    expect([waiting?.seq, waiting === undefined || isVisibleMessage(waiting)]).toEqual([null, false]);
    expect(message(edit(2, 1, 'Edited'), post)).toMatchObject({ content: 'Edited', rev: 1, seq: 2, channel: 'general' });
  });

  test('of two edits of one revision every server shows the same, and a later revision wins over both', () => {
    const [one, other] = [edit(2, 1, 'One'), edit(3, 1, 'Other')];
    expect(message(post, one, other)?.content).toBe(message(post, other, one)?.content);
    expect(message(post, edit(4, 2, 'Later'), one, other)?.content).toBe('Later');
  });

  test('an erasure wins over every edit, for ever, also one that came long after it or with a higher revision', () => {
    const late = edit(5, 1_000_000_000, 'Back again');
    for (const order of [
      [post, late, erase(4)],
      [erase(4), late, post],
      [late, erase(4), post],
      [post, erase(4), late],
    ]) {
      expect(message(...order)).toMatchObject({ content: null, salt: null, contentHash: null, erasedAt: 1004 });
    }
  });

  test('of two erasures the earlier is told', () => {
    expect(message(post, erase(9), erase(4))?.erasedAt).toBe(1004);
    expect(message(post, erase(4), erase(9))?.erasedAt).toBe(1004);
  });

  test('somebody else’s edit or erasure of the same id is about another message', () => {
    const foreign = { ...erase(4), author: bo };
    expect(message(post, foreign)?.content).toBe('First');
  });

  test('keeps its first place, however often it is heard of', () => {
    expect(message(post, edit(2, 1, 'Edited'), post)).toMatchObject({ seq: 1, content: 'Edited' });
  });
});

describe('what two servers made apart from each other', () => {
  const first = event(1, { type: 'room.created' });
  const later = event(2, { type: 'room.created', author: bo });

  test('a room is of whoever was first, and its first channel, too', () => {
    for (const order of [
      [first, later],
      [later, first],
    ]) {
      const rows = rowsOf(...order);
      expect(rows.get(roomTable, { room: 'lobby' })).toMatchObject({ creator: ada, createdAt: 1001 });
      expect(findChannel(rows, 'lobby', 'general')).toMatchObject({ creator: ada, name: 'general', archived: 0 });
    }
  });

  test('channels of one name are one', () => {
    const made = (number: number, author: string) =>
      event(number, { type: 'channel.created', channel: 'ideas', name: 'Ideas', author });
    for (const order of [
      [made(1, ada), made(2, bo)],
      [made(2, bo), made(1, ada)],
    ]) {
      expect(findChannel(rowsOf(...order), 'lobby', 'ideas')).toMatchObject({ creator: ada, createdAt: 1001 });
    }
  });

  test('a change of a channel that comes before the channel waits, unseen', () => {
    const changed = event(3, { type: 'channel.changed', channel: 'ideas', rev: 1, name: 'Plans', topic: '', archived: true });
    expect(findChannel(rowsOf(changed), 'lobby', 'ideas')).toBeUndefined();
    const made = event(4, { type: 'channel.created', channel: 'ideas', name: 'Ideas' });
    expect(findChannel(rowsOf(changed, made), 'lobby', 'ideas')).toMatchObject({ name: 'Plans', archived: 1, rev: 1 });
  });

  test('a profile is that of the highest revision, and a key counts from its first use', () => {
    const profile = (number: number, rev: number, name: string) =>
      event(number, { type: 'user.updated', publicKey: 'a-key', rev, name, email: '', colour: null });
    for (const order of [
      [profile(1, 1, 'Ada'), profile(2, 2, 'Countess')],
      [profile(2, 2, 'Countess'), profile(1, 1, 'Ada')],
    ]) {
      const rows = rowsOf(...order);
      expect(rows.get(userTable, { room: 'lobby', user: ada })).toMatchObject({ name: 'Countess', rev: 2 });
      expect(rows.list(keyTable, { room: 'lobby', user: ada })).toMatchObject([{ publicKey: 'a-key', linkedAt: 1001 }]);
    }
  });
});

describe('a command that would change nothing, or comes too late', () => {
  const rows = rowsOf(
    event(90, { type: 'room.created' }),
    event(91, { type: 'user.updated', publicKey: null, rev: 1, name: 'Ada', email: '', colour: null }),
    post,
  );
  const command = (fields: Record<string, unknown>): Command =>
    ({ id: numberedId(500), room: 'lobby', authoredAt: 1, signature: null, ...fields }) as unknown as Command;
  const reason = (fields: Record<string, unknown>, actor = ada, state = rows): unknown => {
    try {
      return decide(state, command(fields), actor);
    } catch (cause) {
      if (cause instanceof Refusal) return cause.reason;
      throw cause;
    }
  };
  const salted = { salt: 's'.repeat(22), contentHash: 'h'.repeat(43), channel: 'general', target: post.id };

  test('making a room that is there, telling the same profile, erasing twice: nothing, and no refusal', () => {
    expect(reason({ type: 'room.create' }, bo)).toBeNull();
    expect(reason({ type: 'user.update', publicKey: null, rev: 7, name: 'Ada', email: '', colour: null })).toBeNull();
    const erased = rowsOf(post, erase(4));
    expect(reason({ type: 'message.delete', channel: 'general', target: post.id }, ada, erased)).toBeNull();
  });

  test('editing what was erased, or what somebody edited meanwhile, is refused with its reason', () => {
    const edited = rowsOf(event(90, { type: 'room.created' }), post, edit(2, 1, 'Edited'));
    expect(reason({ type: 'message.edit', ...salted, rev: 1, content: 'Mine' }, ada, edited)).toBe('conflict');
    const erased = rowsOf(event(90, { type: 'room.created' }), post, erase(4));
    expect(reason({ type: 'message.edit', ...salted, rev: 1, content: 'Mine' }, ada, erased)).toBe('erased');
    expect(reason({ type: 'message.edit', ...salted, rev: 1, content: 'Mine', channel: 'elsewhere' })).toBe('not-found');
  });
});
