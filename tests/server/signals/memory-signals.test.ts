import { afterEach, expect, test, vi } from 'vitest';
import { MemorySignals } from '#server/signals/memory-signals.ts';
import { signalsContract } from '#tests/contracts/signals.ts';

signalsContract('memory', () => new MemorySignals());

afterEach(() => {
  vi.useRealTimers();
});

test('keeps nothing of a room that everybody left', () => {
  vi.useFakeTimers();
  const signals = new MemorySignals();
  signals.enter({ connection: 'c', room: 'lobby', user: 'ada' }, 'active');
  signals.set({ connection: 'c', room: 'lobby' }, { typing: 'general' });
  expect(signals.people).toBe(1);
  signals.leave({ connection: 'c', room: 'lobby' });
  vi.runAllTimers();
  expect(signals.people).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('tells of who is gone although nobody listens', () => {
  vi.useFakeTimers();
  const gone = vi.fn<(room: string, user: string, lastSeen: number) => void>();
  const signals = new MemorySignals({ onGone: gone });
  const left = Date.now();
  signals.enter({ connection: 'c', room: 'lobby', user: 'ada' }, 'active');
  signals.leave({ connection: 'c', room: 'lobby' });
  vi.runAllTimers();
  expect(gone.mock.calls).toEqual([['lobby', 'ada', left]]);
});
