import { parseCursor } from '../log/cursor.ts';
import type { Entry } from '../log/entry.ts';
import type { ReplicaStart, ReplicaState, ReplicaUpdate, Stretch } from './replica.ts';

/** A channel's own value: names such as `constructor` mean something to every object of JavaScript. */
export function valueOf(record: Readonly<Record<string, number>>, channel: string): number | undefined {
  return Object.hasOwn(record, channel) ? record[channel] : undefined;
}

/** The `seq` from which on a channel is held without a gap, up to the cursor. */
export function floorOf(state: Pick<ReplicaState, 'floors' | 'defaultFloor'>, channel: string): number {
  return valueOf(state.floors, channel) ?? state.defaultFloor;
}

/** `seq` of a cursor; 0 where it is none. */
export function seqOf(cursor: string): number {
  return parseCursor(cursor)?.seq ?? 0;
}

/** Whether two cursors are of one log. */
export function sameEpoch(a: string, b: string): boolean {
  const [one, other] = [parseCursor(a), parseCursor(b)];
  return one !== null && other !== null && one.epoch === other.epoch;
}

/**
 * Lowers a floor by a stretch that joins on. One that ends below the floor would leave a gap: its
 * bringer knew more than is held here (another tab began anew, or older messages were dropped).
 */
function lowered(
  floors: Readonly<Record<string, number>>,
  defaultFloor: number,
  stretch: Stretch,
): Readonly<Record<string, number>> {
  const { channel, from, before } = stretch;
  const floor = valueOf(floors, channel) ?? defaultFloor;
  return before >= floor && from < floor ? { ...floors, [channel]: from } : floors;
}

/** How much of a room is held once its copy began. */
export function startState({ cursor, newest, stretches }: ReplicaStart): ReplicaState {
  let floors: Readonly<Record<string, number>> = {};
  const defaultFloor = seqOf(cursor) + 1;
  for (const stretch of stretches) floors = lowered(floors, defaultFloor, stretch);
  return { cursor, floors, defaultFloor, newest };
}

function newestAfter(newest: Readonly<Record<string, number>>, entries: readonly Entry[]): Record<string, number> {
  const next = new Map(Object.entries(newest));
  for (const { seq, event } of entries) {
    if (event.type === 'message.posted') next.set(event.channel, Math.max(seq, next.get(event.channel) ?? 0));
  }
  return Object.fromEntries(next);
}

/**
 * How much of a room is held after a step. Several tabs take steps, each from where it stands: one
 * that is behind changes nothing that is known, one that is ahead of what is held must not pass off
 * the gap between as read.
 */
export function nextState(state: ReplicaState, { after, cursor, entries = [], stretch }: ReplicaUpdate): ReplicaState {
  if (!sameEpoch(state.cursor, after)) return state;
  const floors = stretch === undefined ? state.floors : lowered(state.floors, state.defaultFloor, stretch);
  const joins = seqOf(after) <= seqOf(state.cursor);
  const further = cursor !== undefined && joins && sameEpoch(state.cursor, cursor) && seqOf(cursor) > seqOf(state.cursor);
  return { ...state, floors, newest: newestAfter(state.newest, entries), cursor: further ? cursor : state.cursor };
}
