import type { IncomingMessage } from 'node:http';

/** What this server knows of its own public address. */
export interface OriginPolicy {
  /** The configured origin (PUBLIC_URL), if any. */
  readonly publicUrl: string | undefined;
  /** Whether `X-Forwarded-Host` and `-Proto` are believed. */
  readonly trustProxy: boolean;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim();
}

/**
 * The origins for which a sign-in over this request may be made. With PUBLIC_URL it is that one
 * alone. Without, it is the host that was asked for, under both schemes, since a proxy that ends
 * TLS need not say so; that does not stop a server in the middle, so PUBLIC_URL is advised.
 */
export function originsOf(request: IncomingMessage, policy: OriginPolicy): string[] {
  if (policy.publicUrl !== undefined) return [policy.publicUrl];
  const host = (policy.trustProxy ? firstOf(request.headers['x-forwarded-host']) : undefined) ?? request.headers.host;
  if (host === undefined || !URL.canParse(`http://${host}`)) return [];
  return [new URL(`http://${host}`).origin, new URL(`https://${host}`).origin];
}

/** Whether a page of this origin may connect. Programs send no `Origin` header and may; another site's page may not. */
export function isSameOrigin(request: IncomingMessage, policy: OriginPolicy): boolean {
  const { origin } = request.headers;
  return origin === undefined || originsOf(request, policy).includes(origin);
}
