import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PresenceChange, Signals } from '#server/signals/signals.ts';

const room = 'lobby';
const ada = { connection: 'ada-laptop', room, user: 'ada' };
const phone = { connection: 'ada-phone', room, user: 'ada' };
const bo = { connection: 'bo-laptop', room, user: 'bo' };

/** Longer than any reload, shorter than anybody's patience. */
const GRACE_AT_MOST = 10_000;
const TYPING_AT_MOST = 10_000;
const SOON = 1000;

/** What every adapter of the port must do. Time is the test's: adapters use the timers of the process. */
export function signalsContract(name: string, make: () => Signals): void {
  describe(`signals: ${name}`, () => {
    let signals: Signals;
    let heard: PresenceChange[];

    beforeEach(() => {
      vi.useFakeTimers();
      signals = make();
      heard = [];
      signals.subscribe(room, (change) => heard.push(change));
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** What a listener knows after all it heard. */
    function known(): Record<string, string> {
      const state: Record<string, string> = {};
      for (const { present, gone } of heard) {
        for (const { user, activity, typing } of present)
          state[user] = typing === null ? activity : `${activity}, types in ${typing}`;
        for (const { user } of gone) delete state[user];
      }
      return state;
    }

    function seen(): Record<string, string> {
      return Object.fromEntries(
        signals
          .present(room)
          .map(({ user, activity, typing }) => [user, typing === null ? activity : `${activity}, types in ${typing}`]),
      );
    }

    test('who enters is present at once, and others hear of it soon', () => {
      signals.enter(ada, 'active');
      expect(seen()).toEqual({ ada: 'active' });
      vi.advanceTimersByTime(SOON);
      expect(known()).toEqual({ ada: 'active' });
    });

    test('rooms know nothing of each other', () => {
      signals.enter({ ...ada, room: 'attic' }, 'active');
      vi.advanceTimersByTime(SOON);
      expect(seen()).toEqual({});
      expect(heard).toEqual([]);
      expect(signals.present('attic')).toHaveLength(1);
    });

    test('a person is idle when all their devices are', () => {
      signals.enter(ada, 'active');
      signals.enter(phone, 'active');
      signals.set(ada, { activity: 'idle' });
      expect(seen()).toEqual({ ada: 'active' });
      signals.set(phone, { activity: 'idle' });
      expect(seen()).toEqual({ ada: 'idle' });
      signals.set(ada, { activity: 'active' });
      expect(seen()).toEqual({ ada: 'active' });
    });

    test('`since` tells since when a person is as they are', () => {
      const start = Date.now();
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(60_000);
      expect(signals.present(room)[0]?.since).toBe(start);
      signals.set(ada, { activity: 'idle' });
      expect(signals.present(room)[0]?.since).toBe(start + 60_000);
    });

    test('a reload does not flicker', () => {
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(SOON);
      const before = heard.length;
      signals.leave(ada);
      vi.advanceTimersByTime(2000);
      expect(seen()).toEqual({ ada: 'active' });
      signals.enter({ ...ada, connection: 'ada-after-reload' }, 'active');
      vi.advanceTimersByTime(GRACE_AT_MOST * 2);
      expect(seen()).toEqual({ ada: 'active' });
      expect(heard).toHaveLength(before);
    });

    test('who left is gone after a grace, last seen when they left', () => {
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(SOON);
      const left = Date.now();
      signals.leave(ada);
      vi.advanceTimersByTime(GRACE_AT_MOST + SOON);
      expect(seen()).toEqual({});
      expect(heard.at(-1)?.gone).toEqual([{ user: 'ada', lastSeen: left }]);
    });

    test('a person stays while one of their devices does', () => {
      signals.enter(ada, 'active');
      signals.enter(phone, 'idle');
      signals.leave(ada);
      vi.advanceTimersByTime(GRACE_AT_MOST * 2);
      expect(known()).toEqual({ ada: 'idle' });
    });

    test('who comes back after they were gone is present again', () => {
      signals.enter(ada, 'active');
      signals.leave(ada);
      vi.advanceTimersByTime(GRACE_AT_MOST + SOON);
      expect(known()).toEqual({});
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(SOON);
      expect(known()).toEqual({ ada: 'active' });
    });

    test('nobody is told at once that a person came and that they are gone', () => {
      signals.enter(bo, 'active');
      let returns = 0;
      for (let step = 0; step < 5000; step++) {
        signals.set(bo, { activity: step % 2 === 0 ? 'idle' : 'active' });
        if (!signals.present(room).some(({ user }) => user === 'ada')) {
          returns += 1;
          signals.enter(ada, 'active');
        }
        // Not in step with anybody's interval.
        if (step % 97 === 0) signals.leave(ada);
        vi.advanceTimersByTime(10);
      }
      expect(returns).toBeGreaterThan(3);
      for (const { present, gone } of heard) {
        const came = new Set(present.map(({ user }) => user));
        expect(gone.filter(({ user }) => came.has(user))).toEqual([]);
      }
    });

    test('typing shows, and ends when its device says so', () => {
      signals.enter(ada, 'active');
      signals.set(ada, { typing: 'general' });
      vi.advanceTimersByTime(SOON);
      expect(known()).toEqual({ ada: 'active, types in general' });
      signals.set(ada, { typing: null });
      vi.advanceTimersByTime(SOON);
      expect(known()).toEqual({ ada: 'active' });
    });

    test('typing never sticks: it ends by itself where its device says nothing more', () => {
      signals.enter(ada, 'active');
      signals.set(ada, { typing: 'general' });
      vi.advanceTimersByTime(TYPING_AT_MOST + SOON);
      expect(known()).toEqual({ ada: 'active' });
      expect(seen()).toEqual({ ada: 'active' });
    });

    test('what a newcomer saw is taken back for them, although nobody else was ever told', () => {
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(SOON);
      signals.set(ada, { activity: 'idle' });
      vi.advanceTimersByTime(1);
      signals.set(ada, { typing: 'general' });
      expect(seen()).toEqual({ ada: 'idle, types in general' });
      const told: PresenceChange[] = [];
      signals.subscribe(room, (change) => told.push(change));
      signals.set(ada, { typing: null });
      vi.advanceTimersByTime(SOON);
      expect(told.flatMap(({ present }) => present)).toMatchObject([{ user: 'ada', activity: 'idle', typing: null }]);
    });

    test('typing goes on while its device says so again', () => {
      signals.enter(ada, 'active');
      for (let step = 0; step < 60; step++) {
        if (step % 5 === 0) signals.set(ada, { typing: 'general' });
        vi.advanceTimersByTime(500);
        expect(known()).toEqual({ ada: 'active, types in general' });
      }
    });

    test('who leaves while typing does not type during the grace', () => {
      signals.enter(ada, 'active');
      signals.set(ada, { typing: 'general' });
      signals.leave(ada);
      expect(seen()).toEqual({ ada: 'active' });
    });

    test('typing on the phone shows while the laptop is quiet', () => {
      signals.enter(phone, 'active');
      signals.enter(ada, 'active');
      signals.set(phone, { typing: 'random' });
      expect(seen()).toEqual({ ada: 'active, types in random' });
    });

    test('a device that is not here changes nothing', () => {
      signals.enter(ada, 'active');
      signals.set(bo, { activity: 'active', typing: 'general' });
      signals.leave(bo);
      signals.set({ ...ada, room: 'attic' }, { typing: 'general' });
      vi.advanceTimersByTime(GRACE_AT_MOST);
      expect(seen()).toEqual({ ada: 'active' });
      expect(signals.present('attic')).toEqual([]);
    });

    test('entering twice is entering once', () => {
      signals.enter(ada, 'active');
      signals.enter(ada, 'idle');
      expect(seen()).toEqual({ ada: 'idle' });
      signals.leave(ada);
      vi.advanceTimersByTime(GRACE_AT_MOST + SOON);
      expect(seen()).toEqual({});
    });

    test('a thousand who come at once are told of in a few frames', () => {
      for (let index = 0; index < 1000; index++) signals.enter({ connection: `c${index}`, room, user: `u${index}` }, 'active');
      vi.advanceTimersByTime(2000);
      expect(Object.keys(known())).toHaveLength(1000);
      expect(heard.length).toBeLessThanOrEqual(3);
    });

    test('a flood of changes is a few frames a second', () => {
      signals.enter(ada, 'active');
      for (let step = 0; step < 1000; step++) {
        signals.set(ada, { activity: step % 2 === 0 ? 'idle' : 'active' });
        vi.advanceTimersByTime(7);
      }
      expect(heard.length).toBeLessThanOrEqual(7 * 5);
      vi.advanceTimersByTime(SOON);
      expect(known()).toEqual(seen());
    });

    test('who listens no more hears no more', () => {
      const other: PresenceChange[] = [];
      const end = signals.subscribe(room, (change) => other.push(change));
      end();
      signals.enter(ada, 'active');
      vi.advanceTimersByTime(SOON);
      expect(other).toEqual([]);
      expect(heard).toHaveLength(1);
    });
  });
}
