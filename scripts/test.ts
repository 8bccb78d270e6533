/**
 * `npm test`: everything that must hold, in one run. Each step runs even where one before it failed,
 * and the last line sums up: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ensureChromium, ensureSshKeygen } from './ensure-programs.ts';

interface Tally {
  passed: number;
  failed: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const UNIT_REPORT = 'test-results/unit.json';
const E2E_REPORT = 'test-results/e2e.json';

const unitReport = z
  .object({ numPassedTests: z.int(), numFailedTests: z.int() })
  .transform(({ numPassedTests: passed, numFailedTests: failed }): Tally => ({ passed, failed }));
const e2eReport = z
  .object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }) })
  .transform(({ stats }): Tally => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }));

const failedSteps: string[] = [];
const total: Tally = { passed: 0, failed: 0 };

/** Runs one step with its output in sight; tells whether it ended well. */
function run(name: string, program: string, ...parameters: string[]): boolean {
  console.log(`\n== ${name}`);
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT };
  const { status, signal, error } = spawnSync(program, parameters, { cwd: ROOT, stdio: 'inherit', env });
  if (signal !== null) console.error(`${name}: ended by ${signal}`);
  if (error !== undefined) console.error(`${name}: ${error.message}`);
  if (status !== 0) failedSteps.push(name);
  return status === 0;
}

/** Adds a runner's report. One that ended badly without naming a failed test counts as a failure of its own. */
function add(ended: boolean, report: string, schema: z.ZodType<Tally>): void {
  let tally: Tally = { passed: 0, failed: 0 };
  try {
    tally = schema.parse(JSON.parse(readFileSync(resolve(ROOT, report), 'utf8')));
  } catch (cause) {
    console.error(`${report} cannot be read: ${String(cause)}`);
    ended = false;
  }
  total.passed += tally.passed;
  total.failed += ended ? tally.failed : Math.max(1, tally.failed);
}

function countFailure(ended: boolean): void {
  if (!ended) total.failed += 1;
}

try {
  ensureChromium();
  ensureSshKeygen();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
rmSync(resolve(ROOT, 'test-results'), { recursive: true, force: true });
mkdirSync(resolve(ROOT, 'test-results'), { recursive: true });

countFailure(run('check', 'npm', 'run', '--silent', 'check'));
const built = run('build', 'npm', 'run', '--silent', 'build');
countFailure(built);
const plain = process.stdout.isTTY ? [] : ['--no-color'];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`];
add(run('unit and server tests', 'vitest', 'run', ...plain, ...reporters), UNIT_REPORT, unitReport);
if (built) add(run('end-to-end tests', 'playwright', 'test', '--reporter=list,json'), E2E_REPORT, e2eReport);

if (failedSteps.length > 0) console.log(`\nFailed: ${failedSteps.join(', ')}.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = failedSteps.length === 0 && total.failed === 0 && total.passed > 0 ? 0 : 1;
