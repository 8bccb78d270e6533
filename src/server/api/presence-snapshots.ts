import type { PersonState, PresencePage } from '#shared/sync/presence.ts';
import type { PresenceChange, Signals } from '../signals/signals.ts';
import type { LastSeen } from '../store/last-seen.ts';
import { sharePage } from './ready-page.ts';

/** A snapshot tells the server's clock, so it must not grow old. In ms. */
const KEEP_MS = 1000;

interface Held {
  readonly page: PresencePage;
  readonly madeAt: number;
}

/** A change as it travels: one list, in order. */
export function statesOf({ present, gone }: PresenceChange): PersonState[] {
  return [
    ...gone.map(({ user, lastSeen }): PersonState => ({ user, state: 'gone', since: lastSeen, typing: null })),
    ...present.map(({ user, activity: state, since, typing }): PersonState => ({ user, state, since, typing })),
  ];
}

/**
 * What newcomers are told first. When a thousand come at once, after a restart say, they share one
 * text: it holds until the next change is told, which then reaches them like everybody else.
 */
export class PresenceSnapshots {
  readonly #signals: Signals;
  readonly #lastSeen: LastSeen;
  readonly #rooms = new Map<string, Held>();

  constructor(signals: Signals, lastSeen: LastSeen) {
    this.#signals = signals;
    this.#lastSeen = lastSeen;
  }

  /** Everybody who was ever seen in a room. Listen to its signals before you ask, and nothing falls between. */
  async of(room: string): Promise<PresencePage> {
    const seen = await this.#lastSeen.of(room);
    const held = this.#rooms.get(room);
    if (held !== undefined && Date.now() - held.madeAt < KEEP_MS) return held.page;
    const people = new Map<string, PersonState>();
    for (const [user, since] of seen) people.set(user, { user, state: 'gone', since, typing: null });
    for (const state of statesOf({ present: this.#signals.present(room), gone: [] })) people.set(state.user, state);
    const page = sharePage<PresencePage>({ people: [...people.values()], snapshot: { now: Date.now() } });
    if (held === undefined) this.#dropWhenTold(room);
    this.#rooms.set(room, { page, madeAt: Date.now() });
    return page;
  }

  #dropWhenTold(room: string): void {
    const drop = (): void => {
      end();
      clearTimeout(timer);
      this.#rooms.delete(room);
    };
    const end = this.#signals.subscribe(room, drop);
    const timer = setTimeout(drop, KEEP_MS).unref();
  }
}
