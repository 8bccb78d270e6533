import type * as z from 'zod/mini';
import type { Change } from '../log/change.ts';
import type { Lookup, State } from '../log/rows.ts';
import type { Table } from '../log/table.ts';

/** Who acts: the user, known by the key that signed the connection. */
export type Actor = string;

/** What every command has: an id made by the author's device, the room, the author's clock. */
export interface CommandBase {
  readonly type: string;
  readonly id: string;
  readonly room: string;
  readonly authoredAt: number;
  readonly signature: string | null;
}

/** What every event has. It stays valid wherever it is read: it depends on its own content only. */
export interface EventBase {
  readonly type: string;
  readonly id: string;
  readonly room: string;
  readonly author: string;
}

/** The part of a command that its author signs, and the namespace of the signature (SSHSIG). */
export interface Statement {
  readonly namespace: `parley.${string}`;
  readonly fields: Readonly<Record<string, string | number | null>>;
}

/** One concept of the chat: its tables, its commands, its events and the two functions over them. */
export interface Concept<C extends CommandBase, E extends EventBase> {
  readonly tables: readonly Table<never>[];
  readonly commands: Readonly<Record<C['type'], z.ZodMiniType<C>>>;
  readonly events: Readonly<Record<E['type'], z.ZodMiniType<E>>>;
  /** The rows that `decide` will ask for. */
  reads(command: C, actor: Actor): Lookup[];
  /** What the author signs. */
  statement(command: C): Statement;
  /**
   * Turns a command into the event that follows from it, or null where it already is so.
   * @throws {Refusal} where it may not happen.
   */
  decide(state: State, command: C, actor: Actor): E | null;
  /** Turns an event into changes of rows. Total: an event that lost a race changes nothing. */
  materialize(event: E): Change[];
}
