import { parseArgs } from 'node:util';

/** The tables there are, in the order in which they run. */
export const TABLES = ['fan-out', 'durable', 'presence', 'memory', 'million'] as const;
export type TableName = (typeof TABLES)[number];

/** What one run measures. */
export interface Options {
  /** Every number is the median of this many rounds. */
  readonly rounds: number;
  /** Less of everything: shows that it works, and roughly how it stands. */
  readonly quick: boolean;
  /** How long one round of sending lasts, more or less. */
  readonly seconds: number;
  readonly tables: readonly TableName[];
  /** How many subscribers the fan-out has, in growing order. */
  readonly subscribers: readonly number[];
  /** How many people are in the room whose presence is measured, in growing order. */
  readonly people: readonly number[];
  /** How many idle connections are held, in growing order. */
  readonly idle: readonly number[];
  /** How many messages the large database has. */
  readonly messages: number;
  /** Where the results go as JSON, if anywhere. */
  readonly json: string | undefined;
}

const USAGE = `npm run bench -- [--quick] [--rounds N] [--seconds N] [--only ${TABLES.join('|')}] [--subscribers N,…] [--people N,…] [--idle N,…] [--messages N] [--json FILE]`;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is not a whole number above 0.\n${USAGE}`);
  return number;
}

function isTable(name: string): name is TableName {
  return (TABLES as readonly string[]).includes(name);
}

/** Reads the command line. @throws {Error} with the usage where it is wrong. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string', multiple: true },
      subscribers: { type: 'string' },
      people: { type: 'string' },
      idle: { type: 'string' },
      messages: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { quick } = values;
  const seconds = Number(values.seconds ?? (quick ? 0.5 : 2));
  if (!(seconds > 0)) throw new Error(`${values.seconds} is no duration.\n${USAGE}`);
  const only = values.only?.flatMap((list) => list.split(','));
  const unknown = only?.find((name) => !isTable(name));
  if (unknown !== undefined) throw new Error(`There is no table ${unknown}.\n${USAGE}`);
  const list = (text: string | undefined, otherwise: number[]): number[] => text?.split(',').map(wholeNumber) ?? otherwise;
  return {
    quick,
    seconds,
    rounds: wholeNumber(values.rounds ?? (quick ? '1' : '3')),
    tables: only === undefined ? TABLES : TABLES.filter((name) => only.includes(name)),
    subscribers: list(values.subscribers, quick ? [100, 1000] : [100, 500, 1000, 2000]),
    people: list(values.people, quick ? [200] : [200, 1000]),
    idle: list(values.idle, quick ? [1000] : [2000, 10_000]),
    messages: wholeNumber(values.messages ?? (quick ? '20000' : '1000000')),
    json: values.json,
  };
}
