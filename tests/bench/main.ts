/**
 * `npm run bench`: measures Parley as it is deployed, beside peers that it starts itself. Progress
 * on standard error, tables on standard output, with --json FILE also as JSON. See README.md.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { measureDurable } from './durable.ts';
import { measureFanOut } from './fan-out.ts';
import { measureMemory } from './memory.ts';
import { measureMillion } from './million.ts';
import { type Options, readOptions, type TableName } from './options.ts';
import { measurePresence } from './presence.ts';
import { formatTable, type Table } from './table.ts';

type Measure = (options: Options, progress: (text: string) => void) => Promise<Table>;

const MEASURES: Record<TableName, Measure> = {
  'fan-out': measureFanOut,
  durable: measureDurable,
  presence: measurePresence,
  memory: measureMemory,
  million: measureMillion,
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!existsSync('/proc/self/stat')) throw new Error('The bench reads CPU times from /proc, so it needs Linux.');
  // Whatever ends this process ends what it started: an exit does, a signal alone would not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  const [load = 0] = loadavg();
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, loadBefore: load };
  process.stdout.write(
    `Node ${machine.node}, ${machine.cores} cores (${machine.cpu}), load average ${load.toFixed(1)} before the run\n`,
  );
  const started = performance.now();
  const tables: Table[] = [];
  for (const name of options.tables) {
    const progress = (text: string): void => {
      process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${name}: ${text}\n`);
    };
    const table = await MEASURES[name](options, progress);
    tables.push(table);
    process.stdout.write(`${formatTable(table)}\n`);
  }
  if (options.json === undefined) return;
  const { rounds, quick } = options;
  writeFileSync(options.json, `${JSON.stringify({ machine, rounds, quick, tables }, null, 2)}\n`);
}

try {
  await main();
  process.exit(0);
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  process.exit(1);
}
