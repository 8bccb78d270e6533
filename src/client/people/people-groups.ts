import type { UserRow } from '#shared/chat/user.ts';
import { presenceOf, type RoomPresence } from '../app/attendance-hooks.ts';
import { clockTime } from '../app/time.ts';
import type { Presence } from './avatar.tsx';
import { presenceLine } from './presence-line.ts';
import { words } from './words.ts';

export interface PersonEntry {
  readonly person: UserRow;
  readonly presence: Presence | undefined;
  /** What is to be said about their presence, if anything. */
  readonly line: string | null;
}

export interface PeopleGroup {
  /** Null where nothing is known of anybody's presence. */
  readonly title: string | null;
  readonly people: readonly PersonEntry[];
}

interface Knowledge {
  readonly presence: RoomPresence | null;
  /** There is no connection: what is known is old. */
  readonly offline: boolean;
  /** When it was not old yet, ms since 1970; null if never. */
  readonly asOf: number | null;
  /** This device's clock, ms since 1970. */
  readonly now: number;
}

/** People by whether they are here: here now, away, not here. Without a connection it is told as what it was. */
export function peopleGroups(people: readonly UserRow[], { presence, offline, asOf, now }: Knowledge): PeopleGroup[] {
  const entries = people
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((person): PersonEntry & { at: Presence | undefined } => {
      const at = presenceOf(presence, person.user);
      const serverNow = now + (presence?.clockAhead ?? 0);
      const line = presenceLine(presence?.people.get(person.user), serverNow, !offline);
      return { person, at, presence: at && offline ? 'gone' : at, line };
    });
  const of = (...presences: (Presence | undefined)[]): PersonEntry[] =>
    presences.flatMap((wanted) => entries.filter(({ at }) => at === wanted));
  const known = offline
    ? [{ title: words.asOf(clockTime(asOf ?? now)), people: of('here', 'away') }]
    : [
        { title: words.hereNow, people: of('here') },
        { title: words.away, people: of('away') },
      ];
  return [...known, { title: words.notHere, people: of('gone') }, { title: null, people: of(undefined) }].filter(
    (group) => group.people.length > 0,
  );
}
