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

test('tells when somebody was last seen, although nobody listens', () => {
  vi.useFakeTimers();
  const seen = vi.fn<(room: string, user: string, at: number) => void>();
  const signals = new MemorySignals({ onSeen: seen });
  const came = Date.now();
  signals.enter({ connection: 'c', room: 'lobby', user: 'ada' }, 'active');
  vi.advanceTimersByTime(60_000);
  signals.leave({ connection: 'c', room: 'lobby' });
  vi.runAllTimers();
  expect(seen.mock.calls).toEqual([
    ['lobby', 'ada', came],
    ['lobby', 'ada', came + 60_000],
  ]);
});

test('whoever is here when it closes was seen last then', () => {
  vi.useFakeTimers();
  const seen = vi.fn<(room: string, user: string, at: number) => void>();
  const signals = new MemorySignals({ onSeen: seen });
  signals.enter({ connection: 'c', room: 'lobby', user: 'ada' }, 'active');
  signals.set({ connection: 'c', room: 'lobby' }, { typing: 'general' });
  vi.advanceTimersByTime(1000);
  signals.close();
  expect(seen).toHaveBeenLastCalledWith('lobby', 'ada', Date.now());
  expect(vi.getTimerCount()).toBe(0);
});
