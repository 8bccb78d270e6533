import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Command, commandTypes, type Event, eventTypes, materialize, statement } from '#shared/chat/chat.ts';
import { decodeBase64url } from '#shared/identity/base64url.ts';
import { userIdOf } from '#shared/identity/public-key.ts';
import { statementBytes } from '#shared/identity/statement-bytes.ts';
import { Rows } from '#shared/log/rows.ts';
import { columnsOf } from '#shared/log/table.ts';
import { upcast } from '#shared/log/upcast.ts';
import { verifySignature } from '#server/auth/verify-signature.ts';
import { dumpRows, withoutPlaces } from '#tests/support/dump.ts';

/** Lines that were there at the last release, and their hash: nobody may change them, only add to them. */
const SHIPPED = { lines: 25, sha256: '8d18bdebadd75fe79e3f2f4dd0cb5c854041b537b47bbc31c19c2ef0d6cf5f77' };

const text = readFileSync(resolve(import.meta.dirname, '../fixtures/events.jsonl'), 'utf8');
const lines = text.split('\n').filter((line) => line !== '');
const fixtures = lines.map((line) => JSON.parse(line) as { about: string; event: Event });

/** What the author signed: the command, of which the event tells in the past tense. */
function commandOf(event: Event): Command {
  const type = commandTypes.find((candidate) => event.type.startsWith(candidate));
  return { ...event, type } as unknown as Command;
}

describe('L7: every event ever shipped', () => {
  test('is still in the fixtures, as it was', () => {
    const shipped = lines.slice(0, SHIPPED.lines).map((line) => `${line}\n`);
    expect(createHash('sha256').update(shipped.join('')).digest('hex')).toBe(SHIPPED.sha256);
  });

  test('has a line for each registered type', () => {
    expect(eventTypes.filter((type) => !fixtures.some(({ event }) => event.type === type))).toEqual([]);
  });

  test.each(fixtures)('parses and changes rows: $about', ({ event }) => {
    const parsed = upcast(event);
    expect(upcast(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    const changes = materialize(parsed);
    expect(changes).not.toEqual([]);
    for (const { table, key, writes } of changes) {
      expect(Object.keys(key)).toEqual([...table.key]);
      const written = Object.values(writes).flatMap(({ values }) => Object.keys(values));
      expect(columnsOf(table)).toEqual(expect.arrayContaining(written));
    }
  });

  test('gives the same rows backwards (L8)', () => {
    const rowsOf = (events: readonly Event[]): Rows => {
      const rows = new Rows();
      for (const event of events) for (const change of materialize(upcast(event))) rows.apply(change, { seq: 1, at: 1 });
      return rows;
    };
    const events = fixtures.map(({ event }) => event);
    expect(withoutPlaces(dumpRows(rowsOf(events.toReversed())))).toEqual(withoutPlaces(dumpRows(rowsOf(events))));
  });

  test('has a signature that still verifies, or an author without a key', async () => {
    const keys = new Map<string, string>();
    for (const { event } of fixtures) {
      if (event.type === 'user.updated' && event.publicKey !== null)
        keys.set(await userIdOf(decodeBase64url(event.publicKey)), event.publicKey);
    }
    for (const { about, event } of fixtures) {
      if (event.signature === null) {
        expect(event.author, about).toMatch(/^guest:/u);
        continue;
      }
      const signed = statement(commandOf(upcast(event)));
      expect(
        await verifySignature(keys.get(event.author) ?? '', signed.namespace, statementBytes(signed), event.signature),
        about,
      ).toBe(true);
    }
  });
});
