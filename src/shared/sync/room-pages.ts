import type { Change, Position } from '../log/change.ts';
import type { Table } from '../log/table.ts';
import { type MessageRow, messageTable } from '../chat/message.ts';
import { ChannelWindow } from './channel-window.ts';
import type { Stretch } from './replica.ts';
import type { RoomCopy } from './room-copy.ts';
import type { HistoryPage } from './snapshot.ts';
import type { Upstream } from './upstream.ts';

/** Messages that are loaded at a time. */
const PAGE = 50;

/** The stretch of a channel that a page from the server has whole; null where it has nothing. */
export function stretchOf(channel: string, page: HistoryPage, before: number): Stretch | null {
  const first = page.messages[0]?.seq ?? null;
  if (first === null && !page.reachedStart) return null;
  return { channel, from: page.reachedStart ? 0 : (first ?? 0), before };
}

/** What is known of a message that is not in memory. */
export interface Recalled {
  readonly channel: string;
  readonly author: string;
  readonly id: string;
  readonly seq: number;
}

/** The channels of one room that somebody looks at: page by page from this device, and from the server where it has no more. */
export class RoomPages {
  readonly #copy: RoomCopy;
  readonly #upstream: Upstream;
  readonly #changed: () => void;
  #windows = new Map<string, ChannelWindow>();
  #loads = 0;

  constructor(copy: RoomCopy, upstream: Upstream, changed: () => void) {
    this.#copy = copy;
    this.#upstream = upstream;
    this.#changed = changed;
  }

  /** The channels that were opened, the first one first. */
  get open(): string[] {
    return [...this.#windows.keys()];
  }

  window(channel: string): ChannelWindow | undefined {
    return this.#windows.get(channel);
  }

  /** What is in memory without a gap. */
  get shown(): { stretches: Stretch[]; messages: MessageRow[] } {
    const known = [...this.#windows].filter(([, window]) => window.ready);
    const stretches = known.map(([channel, { atStart, from }]) => ({ channel, from: atStart ? 0 : from, before: Infinity }));
    return { stretches, messages: known.flatMap(([, window]) => window.rows) };
  }

  /** Loads the newest page of a channel, once. */
  async openChannel(channel: string): Promise<void> {
    if (this.#windows.has(channel)) return;
    const window = new ChannelWindow();
    this.#windows.set(channel, window);
    await this.#load(channel, window);
  }

  /** Loads the page before the oldest message in memory. */
  async loadOlder(channel: string): Promise<void> {
    const window = this.#windows.get(channel);
    if (window === undefined || window.loading || window.atStart) return;
    await this.#load(channel, window);
  }

  /** Goes on with pages that could not be loaded while there was no connection. */
  async resume(): Promise<void> {
    for (const [channel, window] of this.#windows) if (!window.ready && !window.loading) await this.#load(channel, window);
  }

  /** Brings one message into memory, whether or not somebody looks at its channel. */
  async recall({ channel, author, id, seq }: Recalled): Promise<void> {
    if (this.#copy.message(author, id) !== undefined) return;
    this.#loads += 1;
    try {
      const { messages } = await this.#upstream.history({ room: this.#copy.room, channel, before: seq + 1, limit: 1 });
      this.#copy.take({ messages });
    } finally {
      this.#loads -= 1;
    }
  }

  /** Begins anew after a snapshot: one channel with the page that came with it, then the others. */
  async restart(first: { channel: string; page: HistoryPage } | null): Promise<void> {
    const open = this.open;
    this.#windows = new Map();
    if (first !== null) {
      const window = new ChannelWindow();
      this.#windows.set(first.channel, window);
      this.#show(window, first.page.messages, first.page.reachedStart);
    }
    for (const channel of open) await this.openChannel(channel);
  }

  /** Applies to memory what the feed brought. A message that nobody looks at goes to the Replica alone. */
  apply(change: Change, position: Position): void {
    const { rows } = this.#copy;
    const known = rows.get(messageTable, change.key) !== undefined;
    const post = change.writes['post'];
    const shown = post !== undefined && this.#windows.has(String(post.values['channel']));
    // While a page is on its way, keep what it may not show yet.
    if (!known && !shown && this.#loads === 0) return;
    const row = rows.apply(change, position) as unknown as MessageRow;
    const window = this.#windows.get(row.channel);
    if (window === undefined || row.seq === null) return;
    // An edit of something older than the window reaches back to belongs to the Replica alone.
    if (post !== undefined || row.seq >= window.from) window.put([row]);
  }

  async #load(channel: string, window: ChannelWindow): Promise<void> {
    window.loading = true;
    this.#loads += 1;
    this.#changed();
    try {
      const before = window.from;
      const here = await this.#copy.page(channel, before, PAGE);
      // Begun anew meanwhile: another window has taken its place.
      if (this.#windows.get(channel) !== window) return;
      const atStart = here !== null && here.floor === 0 && here.messages.length < PAGE;
      this.#show(window, here?.messages ?? [], atStart);
      window.painted = true;
      this.#changed();
      if (atStart || here?.messages.length === PAGE || this.#upstream.state.state !== 'live') return;
      const older = here === null ? before : Math.min(before, here.messages[0]?.seq ?? here.floor);
      const page = await this.#upstream.history({
        room: this.#copy.room,
        channel,
        limit: PAGE,
        ...(older < Infinity ? { before: older } : {}),
      });
      if (this.#windows.get(channel) === window) this.#takePage(channel, window, page, older);
    } catch {
      // No connection: the page is asked for again when there is one.
    } finally {
      window.painted = true;
      window.loading = false;
      this.#loads -= 1;
      this.#changed();
    }
  }

  #takePage(channel: string, window: ChannelWindow, page: HistoryPage, before: number): void {
    const stretch = stretchOf(channel, page, before);
    this.#copy.update({ rows: { messages: [...page.messages, ...page.quoted] }, ...(stretch === null ? {} : { stretch }) });
    this.#copy.take({ messages: page.quoted });
    this.#show(window, page.messages, page.reachedStart);
  }

  #show(window: ChannelWindow, messages: readonly MessageRow[], atStart: boolean): void {
    this.#copy.take({ messages });
    window.put(messages.map((row) => this.#copy.message(row.author, row.id) ?? row));
    window.atStart ||= atStart;
    window.ready ||= messages.length > 0 || atStart;
  }
}

/** Whether a change is of a message. */
export function isOfMessage(change: Change): boolean {
  return change.table === (messageTable as Table<never>);
}
