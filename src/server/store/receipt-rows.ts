import type { Client, InStatement, InValue } from '@libsql/client';
import type { Receipt } from '#shared/sync/receipts.ts';

/** A receipt with its place. */
export interface PlacedReceipt extends Receipt {
  readonly room: string;
  readonly channel: string;
}

/** Rows of one statement: a hundred block the loop for 5 to 7 ms (see findings). */
const ROWS = 100;

function values({ room, channel, user, received, receivedAt, read, readAt }: PlacedReceipt): InValue[] {
  return [room, channel, user, received, receivedAt, read, readAt];
}

/** Statements that store receipts; each position only ever grows. */
export function receiptStatements(receipts: readonly PlacedReceipt[]): InStatement[] {
  const statements: InStatement[] = [];
  for (let start = 0; start < receipts.length; start += ROWS) {
    const part = receipts.slice(start, start + ROWS);
    const sql = `INSERT INTO receipt (room, channel, user, received, receivedAt, read, readAt)
      VALUES ${part.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}
      ON CONFLICT DO UPDATE SET
        receivedAt = CASE WHEN excluded.received > received THEN excluded.receivedAt ELSE receivedAt END,
        received = max(received, excluded.received),
        readAt = CASE WHEN excluded.read > read THEN excluded.readAt ELSE readAt END,
        read = max(read, excluded.read)`;
    statements.push({ sql, args: part.flatMap(values) });
  }
  return statements;
}

/** Reads all receipts of a room. */
export async function readReceipts(client: Client, room: string): Promise<PlacedReceipt[]> {
  const { rows } = await client.execute({ sql: 'SELECT * FROM receipt WHERE room = ?', args: [room] });
  return rows.map((row) => ({
    room,
    channel: String(row['channel']),
    user: String(row['user']),
    received: Number(row['received']),
    receivedAt: Number(row['receivedAt']),
    read: Number(row['read']),
    readAt: Number(row['readAt']),
  }));
}
