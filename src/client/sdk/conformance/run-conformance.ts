import { aiCheck } from './ai-check.ts';
import { Absent, Bench, type Check } from './check.ts';
import { joinChecks } from './join-checks.ts';
import { messageChecks } from './message-checks.ts';
import { Nonconformance } from './participant.ts';
import { peopleChecks } from './people-checks.ts';
import { type CheckResult, type ConformanceReport, reportOf } from './report.ts';
import { robustnessChecks } from './robustness-checks.ts';

export interface ConformanceOptions {
  /** How long to wait for anything, in ms; 5 s by default. */
  readonly timeoutMs?: number;
  /** Whether to ask `@ai`; yes by default. */
  readonly ai?: boolean;
  /** Told of each result as it comes. */
  readonly onResult?: (result: CheckResult) => void;
}

const TIMEOUT_MS = 5000;

/**
 * Tries a server of the documented envelope and reports what it does as it should, and what not.
 * It writes into the room and into one beside it.
 * @param url of a room: `ws://host/room` or `ws://host/?room=room`
 */
export async function runConformance(url: string, options: ConformanceOptions = {}): Promise<ConformanceReport> {
  const { timeoutMs = TIMEOUT_MS, ai = true, onResult } = options;
  const bench = new Bench(new URL(url), timeoutMs);
  const checks: Check[] = [...joinChecks, ...messageChecks, ...peopleChecks, ...robustnessChecks, ...(ai ? [aiCheck] : [])];
  const began = Date.now();
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await resultOf(check, bench);
    results.push(result);
    onResult?.(result);
  }
  return reportOf(url, began, results);
}

async function resultOf(check: Check, bench: Bench): Promise<CheckResult> {
  const { id, title } = check;
  const began = performance.now();
  const result = (outcome: CheckResult['outcome'], detail: string): CheckResult => ({
    id,
    title,
    outcome,
    detail,
    ms: performance.now() - began,
  });
  try {
    await check.run(bench);
    return result('passed', '');
  } catch (cause) {
    if (cause instanceof Absent) return result('absent', cause.message);
    if (cause instanceof Nonconformance) return result('failed', cause.message);
    throw cause;
  } finally {
    bench.clear();
  }
}
