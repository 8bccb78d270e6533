import { randomBytes } from 'node:crypto';
import type { Client } from '@libsql/client';

/** A secret of this server for one purpose: made on first use, kept in the table `meta`, told to nobody. */
export async function readSecret(client: Client, purpose: string): Promise<string> {
  const name = `secret:${purpose}`;
  const fresh = randomBytes(32).toString('base64url');
  await client.execute({ sql: 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', args: [name, fresh] });
  const { rows } = await client.execute({ sql: 'SELECT value FROM meta WHERE name = ?', args: [name] });
  return String(rows[0]?.['value']);
}
