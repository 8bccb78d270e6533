import { sqliteCodes } from '../store/sqlite-codes.ts';

/**
 * The server cannot store anything at the moment: not the sender's fault and not a verdict, so the
 * sender's Outbox tries again. `message` is for people; `cause` is for the log.
 */
export class Outage extends Error {
  override readonly name = 'Outage';
}

const SENTENCES: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'The server’s disk is full, so it stores nothing for now. What you wrote stays on your device.',
  SQLITE_READONLY: 'The server may not write to its disk, so it stores nothing for now. What you wrote stays on your device.',
  SQLITE_BUSY: 'The server’s database is busy. Your message is sent again in a moment.',
};

/** Turns a failed write into an outage with a sentence for people. */
export function outageOf(cause: unknown): Outage {
  const code = sqliteCodes(cause).find((candidate) => candidate.startsWith('SQLITE_'));
  const known = Object.keys(SENTENCES).find((prefix) => code?.startsWith(prefix));
  const sentence =
    known === undefined ? 'The server could not store this. What you wrote stays on your device.' : SENTENCES[known];
  return new Outage(sentence, { cause });
}
