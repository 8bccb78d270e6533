import type { Event } from '#shared/chat/chat.ts';
import type { Entry } from '#shared/log/entry.ts';
import { Dice } from '#tests/support/dice.ts';

/** A text in base64url that looks like a key's fingerprint. */
function fingerprint(name: string): string {
  return name.padEnd(43, 'x');
}

/** A UUIDv7 that is the same in every run. */
export function idOf(number: number): string {
  return `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

const BASE = { authoredAt: 1_700_000_000_000, signature: null };

/** A message that was posted. */
export function posted(room: string, channel: string, author: string, number: number, content = `message ${number}`): Event {
  const body = { salt: 'salt', content };
  const id = idOf(number);
  return {
    ...BASE,
    type: 'message.posted',
    room,
    channel,
    author: fingerprint(author),
    id,
    body,
    contentHash: `hash ${content}`,
    replyTo: null,
  };
}

/** An edit of the message with this number. */
export function edited(room: string, channel: string, author: string, number: number, rev: number, content: string): Event {
  const body = { salt: 'salt', content };
  const [id, target] = [idOf(1_000_000 + number * 100 + rev), idOf(number)];
  return {
    ...BASE,
    type: 'message.edited',
    room,
    channel,
    author: fingerprint(author),
    id,
    target,
    rev,
    body,
    contentHash: `hash ${content}`,
  };
}

/** The erasure of the message with this number. */
export function erased(room: string, channel: string, author: string, number: number): Event {
  return {
    ...BASE,
    type: 'message.deleted',
    room,
    channel,
    author: fingerprint(author),
    id: idOf(2_000_000 + number),
    target: idOf(number),
  };
}

/** A person who told their name. */
export function named(room: string, author: string, rev: number, name: string): Event {
  const profile = { publicKey: fingerprint(`key of ${author}`), rev, name, email: '', colour: null };
  return { ...BASE, type: 'user.updated', room, author: fingerprint(author), id: idOf(3_000_000 + rev), ...profile };
}

/** A channel that was made. */
export function opened(room: string, channel: string, author: string): Event {
  return { ...BASE, type: 'channel.created', room, channel, name: channel, author: fingerprint(author), id: idOf(4_000_000) };
}

/** Entries of these events, from `seq` on. */
export function entriesOf(events: readonly Event[], from = 1): Entry[] {
  return events.map((event, index) => ({ seq: from + index, at: 1_700_000_000_000 + from + index, event }));
}

/** A log of one room with two channels, by chance: posts, edits, erasures, names. */
export function randomLog(seed: number, room: string, length: number): Entry[] {
  const dice = new Dice(seed);
  const people = ['ada', 'bo', 'cleo'];
  const events: Event[] = [];
  const posts: { channel: string; author: string; number: number }[] = [];
  const revs = new Map<number, number>();
  for (let number = 1; number <= length; number++) {
    const what = dice.next();
    const [channel, author, old] = [
      dice.of(['general', 'plans']),
      dice.of(people),
      posts.length > 0 ? dice.of(posts) : undefined,
    ];
    if (what < 0.1) events.push(named(room, author, number, `${author} ${number}`));
    else if (what < 0.3 && old !== undefined) {
      const rev = (revs.get(old.number) ?? 0) + 1;
      revs.set(old.number, rev);
      events.push(edited(room, old.channel, old.author, old.number, rev, `edit ${rev} of ${old.number}`));
    } else if (what < 0.36 && old !== undefined) events.push(erased(room, old.channel, old.author, old.number));
    else {
      posts.push({ channel, author, number });
      events.push(posted(room, channel, author, number));
    }
  }
  return entriesOf(events);
}
