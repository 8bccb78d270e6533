/** How far a reader has read: `epoch.seq`. Another epoch is another log, and nothing read from it counts. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** Writes a cursor as it travels: `epoch.seq`. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`;
}

/** Reads a cursor; null where the text is none. */
export function parseCursor(text: string): Cursor | null {
  const match = /^([\w-]{1,64})\.(\d{1,15})$/u.exec(text);
  return match ? { epoch: match[1] as string, seq: Number(match[2]) } : null;
}
