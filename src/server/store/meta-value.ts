import type { Client } from '@libsql/client';

/**
 * Reads what this database knows of itself under a name; made on first use and kept. What is there
 * is only read, so that a full or read-only disk is no obstacle to a start.
 */
export async function metaValue(client: Client, name: string, make: () => string): Promise<string> {
  const read = async (): Promise<unknown> => {
    const { rows } = await client.execute({ sql: 'SELECT value FROM meta WHERE name = ?', args: [name] });
    return rows[0]?.['value'];
  };
  const known = await read();
  if (known !== undefined) return String(known);
  await client.execute({ sql: 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', args: [name, make()] });
  return String(await read());
}
