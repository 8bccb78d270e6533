import { randomBytes } from 'node:crypto';
import type { Client } from '@libsql/client';
import { metaValue } from './meta-value.ts';

/** A secret of this server for one purpose: made on first use, kept in the table `meta`, told to nobody. */
export function readSecret(client: Client, purpose: string): Promise<string> {
  return metaValue(client, `secret:${purpose}`, () => randomBytes(32).toString('base64url'));
}
