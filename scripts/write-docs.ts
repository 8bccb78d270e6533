/**
 * Writes the README's table of environment variables out of the schema that reads them.
 * With `--check` it writes nothing and fails where the README is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeVariables } from '#server/config.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const TABLE = /(?<=<!-- configuration -->\n)[\s\S]*(?=<!-- end of configuration -->)/u;

/** In columns of equal width, as the formatter wants it. */
function configurationTable(): string {
  const rows = describeVariables().map(({ name, fallback, unit, text }) => [`\`${name}\``, fallback, unit, text]);
  const head = ['Variable', 'Default', 'Unit', 'What it does'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return ['', line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ''].join('\n');
}

const before = readFileSync(README, 'utf8');
if (!TABLE.test(before)) throw new Error('README.md has lost its configuration marks');
const after = before.replace(TABLE, () => configurationTable());

if (!process.argv.includes('--check')) writeFileSync(README, after);
else if (after !== before) {
  console.error('README.md is out of date: run npm run docs');
  process.exitCode = 1;
}
