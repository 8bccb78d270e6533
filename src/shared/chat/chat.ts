import * as z from 'zod/mini';
import type { Change } from '../log/change.ts';
import type { Lookup, State } from '../log/rows.ts';
import type { Table } from '../log/table.ts';
import { channel } from './channel.ts';
import type { Actor, Concept, Statement } from './concept.ts';
import { message } from './message.ts';
import { room } from './room.ts';
import { user } from './user.ts';

/** The registry: everything Parley knows how to do. A new concept is one more line here. */
const concepts = { room, channel, user, message } as const;

type Concepts = typeof concepts;
type CommandOf<T> = T extends Concept<infer C, infer _E> ? C : never;
type EventOf<T> = T extends Concept<infer _C, infer E> ? E : never;

/** What somebody wants, in the imperative. */
export type Command = CommandOf<Concepts[keyof Concepts]>;
/** A fact, in the past tense. */
export type Event = EventOf<Concepts[keyof Concepts]>;

const all = Object.values(concepts) as unknown as Concept<Command, Event>[];

function optionsOf<T>(schemas: Record<string, z.ZodMiniType<T>>[]): z.ZodMiniType<T> {
  return z.discriminatedUnion('type', schemas.flatMap((group) => Object.values(group)) as never);
}

export const commandSchema: z.ZodMiniType<Command> = optionsOf(all.map((concept) => concept.commands));
export const eventSchema: z.ZodMiniType<Event> = optionsOf(all.map((concept) => concept.events));

/** Every table that is a projection of the log. */
export const tables: readonly Table<never>[] = all.flatMap((concept) => concept.tables);

/** The types of all events and commands, for tests that must cover each. */
export const eventTypes: string[] = all.flatMap((concept) => Object.keys(concept.events));
export const commandTypes: string[] = all.flatMap((concept) => Object.keys(concept.commands));

function conceptOf(type: string): Concept<Command, Event> {
  const found = concepts[type.slice(0, type.indexOf('.')) as keyof Concepts] as unknown as Concept<Command, Event> | undefined;
  if (found === undefined) throw new Error(`no concept knows ${type}`);
  return found;
}

/** The rows that `decide` will ask for. */
export function reads(command: Command, actor: Actor): Lookup[] {
  return conceptOf(command.type).reads(command, actor);
}

/** What the author of a command signs. */
export function statement(command: Command): Statement {
  return conceptOf(command.type).statement(command);
}

/**
 * Turns a command into the event that follows from it, or null where it already is so.
 * @throws {Refusal} where it may not happen.
 */
export function decide(state: State, command: Command, actor: Actor): Event | null {
  return conceptOf(command.type).decide(state, command, actor);
}

/** Turns an event into the changes of rows that follow from it. */
export function materialize(event: Event): Change[] {
  return conceptOf(event.type).materialize(event);
}
