import { onTestFinished, expect, test, vi } from 'vitest';
import type { Command } from '#shared/chat/chat.ts';
import { MemoryOutbox } from '#shared/sync/memory-outbox.ts';
import type { Lead } from '#shared/sync/outbox.ts';
import { Sender } from '#shared/sync/sender.ts';
import type { Upstream, Verdict } from '#shared/sync/upstream.ts';
import { glance, postOf } from '#tests/contracts/outbox.ts';
import { idOf } from '#tests/contracts/some-events.ts';
import { ScriptedUpstream } from './scripted-upstream.ts';

const STORED: Verdict = { kind: 'stored', seq: 1 };
const LOST: Verdict = { kind: 'undecided', message: 'The line broke.' };
const REFUSED: Verdict = { kind: 'refused', reason: 'archived', message: 'This channel is archived.' };

function start(outbox: MemoryOutbox, upstream: ScriptedUpstream): Sender {
  const renew = async (command: Command): Promise<Command> => ({ ...command, authoredAt: upstream.now() });
  const sender = new Sender({ outbox, upstream: upstream as unknown as Upstream, isOpen: () => true, renew });
  onTestFinished(() => sender.stop());
  return sender;
}

function erasureOf(number: number): Command {
  const fields = { id: idOf(900 + number), room: 'lobby', channel: 'general', authoredAt: 1_700_000_000_000, signature: null };
  return { ...fields, type: 'message.delete', target: idOf(number) };
}

const numbers = (upstream: ScriptedUpstream): number[] => upstream.sent.map(({ id }) => Number(`0x${id.slice(-12)}`));

test('messages of a channel leave in order, the next one when the one before has its verdict', async () => {
  const outbox = new MemoryOutbox();
  for (const number of [1, 2, 3]) await outbox.add(postOf(number));
  let open = 0;
  let most = 0;
  const upstream = new ScriptedUpstream(async () => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return STORED;
  });
  start(outbox, upstream);
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['1 stored', '2 stored', '3 stored']));
  expect([numbers(upstream), most]).toEqual([[1, 2, 3], 1]);
});

test('a refused message stays with its reason and does not hold up the next', async () => {
  const outbox = new MemoryOutbox();
  for (const number of [1, 2]) await outbox.add(postOf(number));
  start(outbox, new ScriptedUpstream(({ id }) => (id === idOf(1) ? REFUSED : STORED)));
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['1 failed', '2 stored']));
  expect(outbox.pending[0]).toMatchObject({ problem: 'This channel is archived.', reason: 'archived' });
});

test('what has no verdict is sent again, and nothing overtakes it', async () => {
  const outbox = new MemoryOutbox();
  for (const number of [1, 2]) await outbox.add(postOf(number));
  const upstream = new ScriptedUpstream(({ id }, times) => (id === idOf(1) && times === 1 ? LOST : STORED));
  start(outbox, upstream);
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['1 stored', '2 stored']), 3000);
  expect(numbers(upstream)).toEqual([1, 1, 2]);
});

test('a connection that comes back is used at once, not after the wait that was under way', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const outbox = new MemoryOutbox();
  await outbox.add(postOf(1));
  const upstream = new ScriptedUpstream((_command, times) => (times < 6 ? LOST : STORED));
  start(outbox, upstream);
  while (upstream.sent.length < 5) await vi.advanceTimersByTimeAsync(1000);
  upstream.live = false;
  await vi.advanceTimersByTimeAsync(0);
  upstream.live = true;
  await vi.advanceTimersByTimeAsync(0);
  expect(glance(outbox)).toEqual(['1 stored']);
});

test('a message that was erased before it left does not leave', async () => {
  const outbox = new MemoryOutbox();
  await outbox.add(postOf(1));
  await outbox.add(erasureOf(1));
  await outbox.add(postOf(2));
  const unknown: Verdict = { kind: 'refused', reason: 'not-found', message: '' };
  const upstream = new ScriptedUpstream(({ type }) => (type === 'message.delete' ? unknown : STORED));
  start(outbox, upstream);
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['2 stored']));
  expect(upstream.sent.map(({ type }) => type)).toEqual(['message.delete', 'message.post']);
});

test('a message that the server has already is erased there', async () => {
  const outbox = new MemoryOutbox();
  await outbox.add(postOf(1));
  await outbox.add(erasureOf(1));
  const upstream = new ScriptedUpstream(() => STORED);
  start(outbox, upstream);
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['901 stored']));
  expect(upstream.sent.map(({ type }) => type)).toEqual(['message.delete']);
});

test('a message that may be on its way is sent before it is erased', async () => {
  const outbox = new MemoryOutbox();
  await outbox.add(postOf(1));
  const upstream = new ScriptedUpstream(({ type }, times) => (type === 'message.post' && times === 1 ? LOST : STORED));
  start(outbox, upstream);
  await vi.waitFor(() => expect(upstream.sent).toHaveLength(1));
  await outbox.add(erasureOf(1));
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['1 stored', '901 stored']), 3000);
  expect(upstream.sent.map(({ type }) => type)).toEqual(['message.post', 'message.post', 'message.delete']);
});

test('what was written while the clock was ahead is signed anew, with the same id', async () => {
  const outbox = new MemoryOutbox();
  await outbox.add({ ...postOf(1), authoredAt: 1_800_000_000_000 });
  const skew: Verdict = { kind: 'undecided', reason: 'clock-skew', message: 'Your clock is ahead.' };
  const upstream = new ScriptedUpstream(({ authoredAt }) => (authoredAt > 1_700_000_000_000 ? skew : STORED));
  start(outbox, upstream);
  await vi.waitFor(() => expect(glance(outbox)).toEqual(['1 stored']));
  expect(upstream.sent.map(({ id, authoredAt }) => [id, authoredAt])).toEqual([
    [idOf(1), 1_800_000_000_000],
    [idOf(1), 1_700_000_000_000],
  ]);
});

test('a tab that may not send takes over from one that does nothing', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let takeOvers = 0;
  class OtherTabLeads extends MemoryOutbox {
    override lead(): Lead {
      return { takeOver: () => (takeOvers += 1), end: () => undefined };
    }
  }
  const outbox = new OtherTabLeads();
  await outbox.add(postOf(1));
  const upstream = new ScriptedUpstream(() => STORED);
  start(outbox, upstream).wake();
  await vi.advanceTimersByTimeAsync(3000);
  expect(takeOvers).toBe(0);
  await vi.advanceTimersByTimeAsync(2000);
  expect([takeOvers, upstream.sent.length]).toEqual([1, 0]);
});
