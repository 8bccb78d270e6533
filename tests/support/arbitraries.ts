import { createHash } from 'node:crypto';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { type Command, commandSchema, type Event, eventSchema } from '#shared/chat/chat.ts';
import { GUEST, POOLS } from './pools.ts';

/** What of zod's schemas the walk needs to know. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>;
  readonly options?: readonly z.ZodMiniType[];
  readonly innerType?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

function definitionOf(schema: z.ZodMiniType): Definition {
  return schema._zod.def;
}

/** Draws what the schema accepts. @throws where it accepts next to nothing of what is drawn */
function accepted(arbitrary: fc.Arbitrary<unknown>, schema: z.ZodMiniType, field: string): fc.Arbitrary<unknown> {
  const accepts = (value: unknown): boolean => schema.safeParse(value).success;
  if (!fc.sample(arbitrary, { numRuns: 100, seed: 1 }).some(accepts))
    throw new Error(`give the field ${field} a pool in tests/support/pools.ts`);
  return arbitrary.filter(accepts);
}

function textFor(schema: z.ZodMiniString, field: string): fc.Arbitrary<unknown> {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def as { pattern?: RegExp });
  const pattern = checks.find((check) => check.pattern !== undefined)?.pattern;
  if (pattern !== undefined) return accepted(fc.stringMatching(pattern), schema, field);
  return accepted(fc.string({ unit: 'binary', maxLength: 60 }), schema, field);
}

function numberFor(schema: z.ZodMiniNumber, field: string): fc.Arbitrary<unknown> {
  const { minimum: min = -1000, maximum: max = 1000 } = schema._zod.bag;
  return accepted(fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31) }), schema, field);
}

/** Values for a schema, whatever it is made of; `field` is the name under which it stands. */
function valuesFor(schema: z.ZodMiniType, field: string): fc.Arbitrary<unknown> {
  const { type, shape, options, innerType, element, values, entries } = definitionOf(schema);
  const pool = POOLS[field]?.filter((value) => schema.safeParse(value).success) ?? [];
  if ((type === 'string' || type === 'number') && pool.length > 0) return fc.constantFrom(...pool);
  if (shape !== undefined)
    return fc.record(Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, valuesFor(part, name)])));
  if (options !== undefined) return fc.oneof(...options.map((option) => valuesFor(option, field)));
  if (type === 'nullable' && innerType !== undefined) return fc.option(valuesFor(innerType, field), { nil: null });
  if (type === 'optional' && innerType !== undefined) return fc.option(valuesFor(innerType, field), { nil: undefined });
  if (type === 'array' && element !== undefined) return fc.array(valuesFor(element, field), { maxLength: 4 });
  if (values !== undefined) return fc.constantFrom(...values);
  if (entries !== undefined) return fc.constantFrom(...Object.values(entries));
  if (type === 'boolean') return fc.boolean();
  if (schema instanceof z.ZodMiniString) return textFor(schema, field);
  if (schema instanceof z.ZodMiniNumber) return numberFor(schema, field);
  throw new Error(`the field ${field} is a ${type}: teach tests/support/arbitraries.ts to make one`);
}

/** The registered schemas, by the `type` that they describe. */
function byType(schema: z.ZodMiniType): Map<string, z.ZodMiniType> {
  const options = definitionOf(schema).options ?? [];
  return new Map(
    options.map((option) => [String(definitionOf(definitionOf(option).shape?.['type'] as z.ZodMiniType).values?.[0]), option]),
  );
}

/**
 * Gives an event the signature and hash that its content makes, as in life: two different events
 * never have the same. Guests have no key.
 */
function sealed(event: Event): Event {
  const body = 'body' in event && event.body !== null ? JSON.stringify(event.body) : event.id;
  const hashed =
    'contentHash' in event ? { ...event, contentHash: createHash('sha256').update(body).digest('base64url') } : event;
  const signature = event.author === GUEST ? null : createHash('sha512').update(JSON.stringify(hashed)).digest('base64url');
  return { ...hashed, signature };
}

/** Makes the arbitrary of every registered event, by type. @throws where one of them cannot be made */
export function eventArbitraries(): Map<string, fc.Arbitrary<Event>> {
  const made = [...byType(eventSchema)].map(
    ([type, schema]) => [type, (valuesFor(schema, type) as fc.Arbitrary<Event>).map(sealed)] as const,
  );
  return new Map(made);
}

/** Makes the arbitrary of every registered command, by type. @throws where one of them cannot be made */
export function commandArbitraries(): Map<string, fc.Arbitrary<Command>> {
  const made = [...byType(commandSchema)].map(
    ([type, schema]) => [type, valuesFor(schema, type) as fc.Arbitrary<Command>] as const,
  );
  return new Map(made);
}

/** Sets of events as one log may hold them: of one author no two have the same id. */
export function eventSets(maxLength = 40): fc.Arbitrary<Event[]> {
  const one = fc.oneof(...eventArbitraries().values());
  return fc.uniqueArray(one, { maxLength, size: 'max', selector: (event) => `${event.author} ${event.id}` });
}

/** One command of any registered type. */
export function commands(): fc.Arbitrary<Command> {
  return fc.oneof(...commandArbitraries().values());
}
