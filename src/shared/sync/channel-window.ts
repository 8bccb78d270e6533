import type { MessageRow } from '../chat/message.ts';
import { isVisibleMessage } from '../chat/visibility.ts';

/** Where a message with this `seq` stands, or would stand, in rows sorted by `seq`. */
function placeOf(rows: readonly MessageRow[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The messages of one channel that are in memory to be shown: an unbroken run up to the newest. */
export class ChannelWindow {
  #rows: MessageRow[] = [];
  /** The newest page is here. */
  ready = false;
  /** The first message of the channel is here. */
  atStart = false;
  loading = false;
  /** What this device has of it was read; the server may still be asked for more. */
  painted = false;

  /** Oldest first. A new array after each change. */
  get rows(): readonly MessageRow[] {
    return this.#rows;
  }

  /** `seq` of the oldest message here; infinite where there is none. */
  get from(): number {
    return this.#rows[0]?.seq ?? Number.POSITIVE_INFINITY;
  }

  /** Takes rows in, or replaces those it has; older ones than it reaches back to must come as a whole page. */
  put(rows: readonly MessageRow[]): void {
    const next = [...this.#rows];
    for (const row of rows) {
      if (row.seq === null || !isVisibleMessage(row)) continue;
      const place = placeOf(next, row.seq);
      if (next[place]?.seq === row.seq) next[place] = row;
      else next.splice(place, 0, row);
    }
    this.#rows = next;
  }

  /** Forgets all but the newest `count`, so that a channel that was left takes little memory. */
  trim(count: number): void {
    if (this.#rows.length <= count) return;
    this.#rows = this.#rows.slice(-count);
    this.atStart = false;
  }
}
