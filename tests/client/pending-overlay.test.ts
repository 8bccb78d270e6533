import { expect, test } from 'vitest';
import { channelTable } from '#shared/chat/channel.ts';
import { type Command, materialize } from '#shared/chat/chat.ts';
import { messageTable } from '#shared/chat/message.ts';
import { userTable } from '#shared/chat/user.ts';
import { Rows } from '#shared/log/rows.ts';
import type { Unsigned } from '#shared/identity/signer.ts';
import { composeChannelChange, composeEdit, composeErase, composePost } from '#shared/sync/compose.ts';
import type { PendingCommand } from '#shared/sync/outbox.ts';
import { messageKey, type Overlay, overlayPending } from '#shared/sync/pending-overlay.ts';
import { PEOPLE } from '#tests/support/pools.ts';

const [ADA = '', BEN = ''] = PEOPLE;
const NOW = 1_700_000_000_000;
const PROFILE = { name: 'Ada', email: '', colour: null };

/** A room that Ben made, as the feed tells it; of Ada it has not heard. */
function roomOfBen(): Rows {
  const rows = new Rows();
  const made = {
    type: 'room.created',
    id: 'made',
    room: 'lobby',
    author: BEN,
    authoredAt: NOW,
    signature: null,
  } as const;
  for (const change of materialize(made)) rows.apply(change, { seq: 1, at: NOW });
  return rows;
}

function waiting(unsigned: Unsigned<Command>, fate: Partial<PendingCommand> = {}): PendingCommand {
  const command = { ...unsigned, signature: null } as Command;
  return { command, order: 1, status: 'waiting', seq: null, problem: null, ...fate };
}

const post = (text: string): Promise<Unsigned<Command>> => composePost(NOW, 'lobby', 'general', text, null);
const overlay = (rows: Rows, ...pending: PendingCommand[]): Overlay => overlayPending('lobby', rows, pending, ADA, PROFILE);
const texts = ({ posts }: Overlay): (string | null)[] => posts.map(({ content }) => content);

test('whoever has just given their name can write before the room has heard of them', async () => {
  const { rows, posts } = overlay(roomOfBen(), waiting(await post('hello')));
  expect(rows.get(userTable, { room: 'lobby', user: ADA })).toMatchObject({ name: 'Ada', rev: 1 });
  expect(posts).toMatchObject([{ author: ADA, content: 'hello', seq: null }]);
});

test('a room that is not known yet is not made up', () => {
  const { rows } = overlay(new Rows());
  expect(rows.list(userTable, { room: 'lobby' })).toEqual([]);
});

test('an edit and an erasure of a message that waits show at once', async () => {
  const first = await post('lunch at twelve');
  const second = await post('never mind');
  const target = { room: 'lobby', channel: 'general', id: first.id };
  const edited = await composeEdit(NOW, target, 0, 'lunch at one');
  const erased = composeErase(NOW, { ...target, id: second.id });
  const laid = overlay(roomOfBen(), ...[first, second, edited, erased].map((one) => waiting(one)));
  expect(texts(laid)).toEqual(['lunch at one']);
  expect(laid.byMessage.get(messageKey({ room: 'lobby', author: ADA, id: first.id }))?.command.id).toBe(edited.id);
});

test('a refused post stays with its text; a refused edit leaves what it was about as it is', async () => {
  const first = await post('as it was');
  const edit = await composeEdit(NOW, { room: 'lobby', channel: 'general', id: first.id }, 0, 'as it never was');
  const refused = { status: 'failed', problem: 'This channel is archived.' } as const;
  expect(texts(overlay(roomOfBen(), waiting(first, refused), waiting(edit, refused)))).toEqual(['as it was']);
});

test('a post into a channel that was archived here keeps its place for the verdict of the server', async () => {
  const rows = roomOfBen();
  const [channel] = rows.list(channelTable, { room: 'lobby' });
  if (channel === undefined) throw new Error('there is no channel');
  const archived = waiting(composeChannelChange(NOW, channel, { archived: true }));
  const laid = overlay(rows, archived, waiting(await post('too late')));
  expect(laid.rows.get(channelTable, { room: 'lobby', channel: 'general' })).toMatchObject({ archived: 1 });
  expect(texts(laid)).toEqual(['too late']);
});

test('what the feed brought is no longer pending, and confirmed rows stay untouched', async () => {
  const rows = roomOfBen();
  const mine = await post('hello');
  overlay(rows, waiting(mine));
  const key = { room: 'lobby', author: ADA, id: mine.id };
  expect(rows.get(messageTable, key)).toBeUndefined();
  const { salt, content, ...rest } = mine as Extract<Unsigned<Command>, { type: 'message.post' }>;
  const event = { ...rest, type: 'message.posted', author: ADA, signature: null, body: { salt, content } } as const;
  for (const change of materialize(event)) rows.apply(change, { seq: 7, at: NOW });
  const laid = overlay(rows, waiting(mine, { status: 'stored', seq: 7 }));
  expect([texts(laid), laid.rows.get(messageTable, key)?.seq]).toEqual([[], 7]);
});
