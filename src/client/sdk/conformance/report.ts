/** What came of one check. `absent`: the server does without something that it need not have. */
export type Outcome = 'passed' | 'failed' | 'absent';

export interface CheckResult {
  /** Such as `broadcast.everybody`. */
  readonly id: string;
  /** What the server should do. */
  readonly title: string;
  readonly outcome: Outcome;
  /** What it did instead; empty where there is nothing to say. */
  readonly detail: string;
  readonly ms: number;
}

export interface ConformanceReport {
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
  readonly passed: number;
  readonly failed: number;
  readonly absent: number;
  /** Checks passed, of those that passed or failed, in percent. */
  readonly score: number;
  readonly checks: readonly CheckResult[];
}

/** Sums up what came of the checks. @param at ms since 1970 */
export function reportOf(url: string, at: number, checks: readonly CheckResult[]): ConformanceReport {
  const count = (outcome: Outcome): number => checks.filter((check) => check.outcome === outcome).length;
  const [passed, failed, absent] = [count('passed'), count('failed'), count('absent')];
  const score = passed + failed === 0 ? 0 : Math.round((100 * passed) / (passed + failed));
  return { url, at: new Date(at).toISOString(), passed, failed, absent, score, checks };
}

const MARKS: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', absent: '–' };

/** Writes a report for people: a line for each check, and the score. */
export function formatReport({ url, checks, passed, failed, absent, score }: ConformanceReport): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.flatMap(({ id, title, outcome, detail, ms }) => [
    `${MARKS[outcome]} ${id.padEnd(width)}  ${title}  (${Math.round(ms)} ms)`,
    ...(detail === '' ? [] : [`  ${''.padEnd(width)}  ${detail}`]),
  ]);
  const without = absent === 0 ? '' : `, ${absent} not offered`;
  return [url, '', ...lines, '', `${passed} of ${passed + failed} checks passed: ${score} %${without}`].join('\n');
}
