import { formatReport } from './report.ts';
import { runConformance } from './run-conformance.ts';

/** What `parley help` says of it. */
const CONFORMANCE_USAGE = `parley conformance ws://HOST/ROOM   tries a server that speaks WebsocketData, and scores it
  --json          the report as JSON
  --timeout MS    how long to wait for anything (5000)
  --no-ai         do not ask @ai`;

interface Arguments {
  readonly url: string;
  readonly json: boolean;
  readonly ai: boolean;
  readonly timeoutMs: number;
}

/** Reads the arguments after `parley conformance`; a sentence where they are wrong. */
export function readConformanceArguments(words: readonly string[]): Arguments | string {
  let [url, json, ai, timeoutMs] = ['', false, true, 5000];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--json') json = true;
    else if (word === '--no-ai') ai = false;
    else if (word === '--timeout') timeoutMs = Number(words[++index]);
    else if (word.startsWith('--')) return `There is no option ${word}.`;
    else if (url === '') url = word.replace(/^http/u, 'ws');
    else return `One room at a time, not also ${word}.`;
  }
  if (!/^wss?:\/\//u.test(url) || !URL.canParse(url)) return 'Say which room: ws://chat.example.org/lobby';
  const { pathname, searchParams } = new URL(url);
  if (pathname === '/' && !searchParams.get('room')) return 'The address names no room.';
  if (!Number.isInteger(timeoutMs) || timeoutMs < 100) return '--timeout takes a number of ms, 100 or more.';
  return { url, json, ai, timeoutMs };
}

/**
 * `parley conformance`. @param words the arguments after it
 * @returns the exit code: 0 where no check failed, 1 where one did, 2 where the arguments are wrong
 */
export async function conformanceCommand(words: readonly string[], write: (text: string) => void): Promise<0 | 1 | 2> {
  const given = readConformanceArguments(words);
  if (typeof given === 'string') {
    write(`${given}\n\n${CONFORMANCE_USAGE}\n`);
    return 2;
  }
  const report = await runConformance(given.url, given);
  write(`${given.json ? JSON.stringify(report, null, 2) : formatReport(report)}\n`);
  return report.failed === 0 ? 0 : 1;
}
