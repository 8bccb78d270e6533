import { describe, expect, test } from 'vitest';
import type { MessageView } from '#client/app/views.ts';
import { keyOf, rowsOf } from '#client/message/rows.ts';

const NOON = new Date(2026, 2, 14, 12, 0).getTime();
const MINUTE = 60_000;
let made = 0;

function message(author: string, at: number, more: Partial<MessageView> = {}): MessageView {
  made += 1;
  return {
    author,
    id: `m${made}`,
    at,
    authoredAt: at,
    seq: made,
    replyAuthor: null,
    replyId: null,
    content: 'hello',
    ...more,
  } as MessageView;
}

function layout(messages: MessageView[], options: Partial<Parameters<typeof rowsOf>[1]> = {}): string[] {
  const rows = rowsOf(messages, { firstUnreadSeq: null, heads: new Set(), now: NOON, people: [], ...options });
  return rows.map((row) => (row.kind === 'message' ? (row.grouped ? 'grouped' : 'head') : row.kind));
}

describe('How messages are laid out', () => {
  test('one author within five minutes has one head', () => {
    const messages = [
      message('a', NOON),
      message('a', NOON + 4 * MINUTE),
      message('a', NOON + 10 * MINUTE),
      message('b', NOON + 10 * MINUTE),
    ];
    expect(layout(messages)).toEqual(['top', 'head', 'grouped', 'head', 'head', 'end']);
  });

  test('an answer to a message has a head of its own', () => {
    const messages = [message('a', NOON), message('a', NOON + 1, { replyAuthor: 'b', replyId: 'x' })];
    expect(layout(messages)).toEqual(['top', 'head', 'head', 'end']);
  });

  test('a new day begins with its name, and not in the group of the day before', () => {
    const midnight = new Date(2026, 2, 14).getTime();
    expect(layout([message('a', midnight - MINUTE), message('a', midnight + MINUTE)])).toEqual([
      'top',
      'head',
      'day',
      'head',
      'end',
    ]);
  });

  test('the line of new messages stands before the first unread one and breaks its group', () => {
    const messages = [message('a', NOON), message('a', NOON + 1)];
    expect(layout(messages, { firstUnreadSeq: messages[1]?.seq ?? 0 })).toEqual(['top', 'head', 'new', 'head', 'end']);
  });

  test('older history changes no row below it, so nothing in sight moves', () => {
    const older = [message('a', NOON - 2 * MINUTE), message('a', NOON - MINUTE)];
    const newer = [message('a', NOON), message('a', NOON + MINUTE), message('b', NOON + MINUTE)];
    const first = newer[0];
    if (!first) throw new Error('no message');
    const heads = new Set([keyOf(first)]);
    const before = layout(newer, { heads });
    const after = layout([...older, ...newer], { heads });
    expect(after.slice(-before.length + 1)).toEqual(before.slice(1));
  });
});
