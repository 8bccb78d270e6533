import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { ZodError } from 'zod';
import { type Reason, REASONS, Refusal } from '#shared/chat/refusal.ts';
import { Outage } from '../log/outage.ts';

/** How each reason for a refusal is told over tRPC. */
const CODES = {
  invalid: 'BAD_REQUEST',
  'not-found': 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  'name-invalid': 'BAD_REQUEST',
  'name-reserved': 'FORBIDDEN',
  'name-taken': 'CONFLICT',
  archived: 'PRECONDITION_FAILED',
  erased: 'PRECONDITION_FAILED',
  conflict: 'CONFLICT',
  'id-taken': 'CONFLICT',
  'no-profile': 'PRECONDITION_FAILED',
  'text-empty': 'BAD_REQUEST',
  'text-too-long': 'PAYLOAD_TOO_LARGE',
  'text-unreadable': 'BAD_REQUEST',
  'signature-invalid': 'UNAUTHORIZED',
  'clock-skew': 'UNAUTHORIZED',
  'nonce-used': 'UNAUTHORIZED',
  'signed-out': 'UNAUTHORIZED',
  'too-fast': 'TOO_MANY_REQUESTS',
  'too-many': 'TOO_MANY_REQUESTS',
} satisfies Record<Reason, TRPC_ERROR_CODE_KEY>;

/** What a client reads in `data` of an error, beside what tRPC puts there. */
export interface ErrorData {
  /** Why a command was refused; `unavailable` for an outage; null for a bug of the server. */
  readonly reason: Reason | 'unavailable' | null;
  /** ms since 1970 by the server's clock, so that a client can tell how far its own is off. */
  readonly serverTime: number;
}

/** Turns a refusal into what tRPC sends. */
export function refused(cause: Refusal): TRPCError {
  return new TRPCError({ code: CODES[cause.reason], message: cause.message, cause });
}

/** Turns what a procedure threw into what tRPC sends. A bug keeps its details to the log. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof Refusal) return refused(cause);
  if (cause instanceof Outage) return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: cause.message, cause });
  return error;
}

/** `data` and `message` of an error as the client sees them. */
export function describeError(error: TRPCError): { message: string; data: ErrorData } {
  const { cause, code, message: plain } = error;
  const serverTime = Date.now();
  if (cause instanceof Refusal) return { message: cause.message, data: { reason: cause.reason, serverTime } };
  if (cause instanceof Outage) return { message: cause.message, data: { reason: 'unavailable', serverTime } };
  if (cause instanceof ZodError) {
    const message = cause.issues
      .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
      .slice(0, 10)
      .join('; ');
    return { message, data: { reason: 'invalid', serverTime } };
  }
  // What tRPC itself says of a frame with too many calls; sent in smaller ones, each of them may be well.
  if (plain.startsWith('Batch call')) return { message: REASONS['too-fast'], data: { reason: 'too-fast', serverTime } };
  if (code === 'INTERNAL_SERVER_ERROR')
    return { message: 'Something went wrong on the server.', data: { reason: null, serverTime } };
  return { message: plain, data: { reason: code === 'NOT_FOUND' ? 'not-found' : 'invalid', serverTime } };
}
