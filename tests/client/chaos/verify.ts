import type { MessageRow } from '#shared/chat/message.ts';
import type { Signer } from '#shared/identity/signer.ts';
import type { Entry } from '#shared/log/entry.ts';
import type { Snapshot } from '#shared/sync/snapshot.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import { type ChaosDevice, ROOM } from './chaos-device.ts';

/** What the server has in the end, read by somebody who was not there. */
export interface Truth {
  readonly snapshot: Snapshot;
  readonly entries: readonly Entry[];
  /** By channel, oldest first. */
  readonly messages: ReadonlyMap<string, readonly MessageRow[]>;
}

/** Reads all rows and the whole log of the room. */
export async function readTruth(url: string, signer: Signer): Promise<Truth> {
  const upstream = new TrpcUpstream(url, signer);
  try {
    const snapshot = await upstream.snapshot(ROOM);
    const messages = new Map<string, MessageRow[]>();
    for (const { channel } of snapshot.channels) {
      const all: MessageRow[] = [];
      for (let end = false; !end;) {
        const page = await upstream.history({ room: ROOM, channel, after: all.at(-1)?.seq ?? 0, limit: 200 });
        all.push(...page.messages);
        end = page.reachedEnd;
      }
      messages.set(channel, all);
    }
    const epoch = snapshot.asOf.slice(0, snapshot.asOf.lastIndexOf('.'));
    const last = Math.max(0, ...snapshot.newest.map(({ seq }) => seq));
    const entries = await new Promise<Entry[]>((resolve) => {
      const all: Entry[] = [];
      const end = upstream.follow(
        ROOM,
        () => `${epoch}.0`,
        (_cursor, page) => {
          all.push(...page.entries);
          if ((all.at(-1)?.seq ?? 0) < last) return;
          end();
          resolve(all);
        },
      );
    });
    return { snapshot, entries, messages };
  } finally {
    upstream.close();
  }
}

/** What went wrong; nothing, if all is well. */
export interface Faults {
  lost: number;
  doubled: number;
  reordered: number;
  wrong: string[];
}

function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function plain(rows: readonly unknown[]): string {
  return JSON.stringify(rows, inOrder);
}

/** Whether everything that this device promised to keep is in the log once, in the order of writing (L4, L5). */
export function verifyWritten(device: ChaosDevice, truth: Truth, faults: Faults): void {
  const { written, signer, name } = device;
  const posts = truth.entries.filter(({ event }) => event.type === 'message.posted' && event.author === signer.userId);
  const ids = posts.map(({ event }) => event.id);
  faults.doubled += ids.length - new Set(ids).size;
  const places = new Map([...written.keys()].map((id, index) => [id, index]));
  for (const channel of truth.messages.keys()) {
    const order = posts
      .filter(({ event }) => 'channel' in event && event.channel === channel)
      .map(({ event }) => places.get(event.id) ?? -1);
    faults.reordered += order.filter((place, index) => index > 0 && place <= (order[index - 1] ?? 0)).length;
    if (order.includes(-1)) faults.wrong.push(`${name}: a message that it did not write`);
  }
  const rows = new Map([...truth.messages.values()].flat().map((row) => [`${row.author} ${row.id}`, row]));
  for (const { id, text, maybe, doubtful } of written.values()) {
    const row = rows.get(`${signer.userId} ${id}`);
    // Erased before it left, it need not have left.
    if (row === undefined) faults.lost += Number(!doubtful && text !== null && !maybe.includes(null));
    else if (row.content !== text && !maybe.includes(row.content))
      faults.wrong.push(`${name}: ${id} says ${row.content}, not ${text}`);
  }
  for (const { command, problem } of device.disk.outbox.pending)
    faults.wrong.push(`${name}: ${command.type} was left in the outbox, ${problem}`);
}

/** Whether each run of this device heard of every entry once and in order (L4). */
export function verifyHeard(device: ChaosDevice, truth: Truth, faults: Faults): void {
  const log = truth.entries.map(({ seq }) => seq);
  for (const { from, seqs } of device.runs) {
    const start = log.indexOf(from);
    if (plain(seqs) !== plain(log.slice(start, start + seqs.length)))
      faults.wrong.push(`${device.name}: its feed differs from the log`);
  }
}

/** Whether the rows that this device keeps are the server's (L2), and its newest messages a recount of the log. */
export async function verifyKept(device: ChaosDevice, truth: Truth, faults: Faults): Promise<void> {
  const held = await device.disk.replica.room(ROOM);
  const tell = (what: string): void => void faults.wrong.push(`${device.name}: ${what}`);
  if (held === null) return tell('nothing is kept');
  const byKey = (rows: readonly unknown[]): string => plain([...rows].map((row) => plain([row])).sort());
  if (byKey(held.channels) !== byKey(truth.snapshot.channels)) tell('its channels differ');
  if (byKey(held.users) !== byKey(truth.snapshot.users)) tell('its people differ');
  if (byKey(held.keys) !== byKey(truth.snapshot.keys)) tell('its keys differ');
  for (const [channel, rows] of truth.messages) {
    const page = await device.disk.replica.page(ROOM, channel, Infinity, Infinity);
    const there = rows.filter(({ seq }) => (seq ?? 0) >= (page?.floor ?? 0));
    if (plain(page?.messages ?? []) !== plain(there)) tell(`its messages in ${channel} differ`);
    const posted = truth.entries.filter(({ event }) => event.type === 'message.posted' && event.channel === channel);
    if ((held.newest[channel] ?? 0) !== (posted.at(-1)?.seq ?? 0)) tell(`its newest message in ${channel} is not the log's`);
    const window = device.client.join(ROOM).window(channel);
    if (window === undefined) continue;
    const shown = rows.filter(({ seq }) => (seq ?? 0) >= window.from);
    if (plain(window.rows) !== plain(shown)) tell(`it shows other messages in ${channel}`);
  }
}
