import type { TableName } from './options.ts';

/** A limit from the product's budgets beside what was measured. */
export interface Verdict {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  /** Whether the limit is the most or the least allowed. */
  readonly kind: 'at most' | 'at least';
  readonly ok: boolean;
}

export type Cell = string | number | null;

/** One table of results. */
export interface Table {
  readonly name: TableName;
  readonly title: string;
  /** Key in the rows, heading with its unit, digits after the point. */
  readonly columns: readonly (readonly [key: string, heading: string, digits?: number])[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly verdicts: readonly Verdict[];
  /** What a reader must know to read the numbers right. */
  readonly notes: readonly string[];
}

/** Holds a measured value against a budget. */
export function judge(what: string, measured: number, kind: Verdict['kind'], limit: number): Verdict {
  return { what, measured, kind, limit, ok: kind === 'at most' ? measured <= limit : measured >= limit };
}

function show(value: Cell | undefined, digits = 0): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function showVerdict({ what, measured, kind, limit, ok }: Verdict): string {
  const digits = limit < 1 ? 3 : limit < 10 ? 2 : 1;
  const sign = kind === 'at most' ? '≤' : '≥';
  return `  ${ok ? 'ok  ' : 'MISS'}  ${what}: ${show(measured, digits)}  (budget ${sign} ${limit.toLocaleString('en')})`;
}

/** Writes a table as aligned text: columns of numbers to the right, budgets and notes below. */
export function formatTable({ title, columns, rows, verdicts, notes }: Table): string {
  const lines = [
    columns.map(([, heading]) => heading),
    ...rows.map((row) => columns.map(([key, , digits]) => show(row[key], digits))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const isText = columns.map(([key]) => rows.some((row) => typeof row[key] === 'string'));
  const grid = lines.map((line) =>
    line
      .map((cell, index) => (isText[index] ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [
    `\n${title}`,
    ...grid.map((line) => `  ${line}`),
    ...verdicts.map(showVerdict),
    ...notes.map((note) => `  · ${note}`),
  ].join('\n');
}
