import type { PersonState } from '#shared/sync/presence.ts';
import { clockTime, dayName, startOfDay } from '../app/time.ts';
import { words } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Since when somebody is away, in words. Both in ms since 1970, by the same clock. */
function awayFor(since: number, now: number): string {
  const passed = now - since;
  if (passed < MINUTE) return words.away;
  return passed < HOUR ? words.awayMinutes(Math.floor(passed / MINUTE)) : words.awayHours(Math.floor(passed / HOUR));
}

function seen(at: number, now: number): string {
  return startOfDay(at) === startOfDay(now) ? words.seen(clockTime(at)) : words.seenDay(dayName(at, now), clockTime(at));
}

/**
 * The line under a person's name about their presence; null where there is nothing to say.
 * @param now ms since 1970 by the clock that told the state
 * @param live whether it still is so, as far as we know
 */
export function presenceLine(state: PersonState | undefined, now: number, live: boolean): string | null {
  if (state === undefined) return null;
  if (state.state === 'gone') return seen(state.since, now);
  if (state.typing !== null) return live ? words.typing : words.wasTyping;
  if (state.state === 'active') return null;
  return live ? awayFor(state.since, now) : words.wasAway;
}
