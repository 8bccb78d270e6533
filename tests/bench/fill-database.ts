import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Event } from '#shared/chat/chat.ts';
import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { newSalt } from '#shared/identity/content-hash.ts';
import { newId, type Signer } from '#shared/identity/signer.ts';
import type { Entry } from '#shared/log/entry.ts';
import { ingest } from '#server/log/ingest.ts';
import { openDatabase } from '#server/store/database.ts';
import { answerCalls } from './calls.ts';
import { BIG_ROOM, corpus, randomOf, zipf } from './corpus.ts';
import { nodeSigner } from './node-signer.ts';

const PEOPLE = 200;
const CHANNELS = 20;
/** Entries of one transaction. */
const BATCH = 1000;
/** ms from one message to the next: a million of them fill a year. */
const STEP_MS = 31_000;

/** Looks like a hash or a signature; nobody checks these again once they are stored. */
function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function* events(messages: number, people: readonly Signer[], start: number): Generator<Event> {
  const [founder] = people;
  if (founder === undefined) return;
  const base = (at: number) => ({ id: newId(), room: BIG_ROOM, authoredAt: at, signature: random(64) });
  yield { ...base(start), type: 'room.created', author: founder.userId };
  for (let channel = 1; channel < CHANNELS; channel++) {
    const name = `channel-${channel}`;
    yield { ...base(start), type: 'channel.created', author: founder.userId, channel: name, name };
  }
  for (const [index, { userId, publicKey }] of people.entries()) {
    const profile = { publicKey, rev: 1, name: `Person ${index + 1}`, email: '', colour: null } as const;
    yield { ...base(start), ...profile, type: 'user.updated', author: userId };
  }
  const textOf = corpus(messages);
  const dice = randomOf(2);
  const [nextPerson, nextChannel] = [zipf(people.length, dice), zipf(CHANNELS, dice)];
  for (let index = 0; index < messages; index++) {
    const channel = nextChannel();
    yield {
      ...base(start + index * STEP_MS),
      type: 'message.posted',
      author: people[nextPerson()]?.userId ?? founder.userId,
      channel: channel === 0 ? FIRST_CHANNEL : `channel-${channel}`,
      contentHash: random(32),
      replyTo: null,
      body: { salt: newSalt(), content: textOf(index) },
    };
  }
}

let stored = 0;

const calls = {
  /** How many messages are in so far. */
  progress(_nothing: object): number {
    return stored;
  },

  /**
   * Fills a new database through the server's own `ingest`: real entries, rows and index. Only while
   * this goes on it does without waiting for the disk. The folder gets its name when all is in it.
   */
  async fill({ folder, messages }: { folder: string; messages: number }): Promise<void> {
    const unfinished = `${folder}.${process.pid}`;
    const database = await openDatabase(pathToFileURL(join(unfinished, 'parley.db')).href);
    await database.client.execute('PRAGMA synchronous = OFF');
    const people = await Promise.all(Array.from({ length: PEOPLE }, nodeSigner));
    const start = Date.now() - (messages + PEOPLE) * STEP_MS;
    let entries: Entry[] = [];
    let seq = 0;
    for (const event of events(messages, people, start)) {
      seq += 1;
      entries.push({ seq, at: event.authoredAt, event });
      if (entries.length < BATCH) continue;
      await ingest(database, entries);
      stored = seq;
      entries = [];
    }
    if (entries.length > 0) await ingest(database, entries);
    await database.settle();
    database.close();
    renameSync(unfinished, folder);
  },
};

export type FillCalls = typeof calls;
answerCalls(calls);
