/**
 * The key under which a subscription finds its own request id in its input. The hub needs it to
 * address live frames; tRPC does not hand it to procedures.
 */
export const REQUEST_ID = '$requestId';

/** Longest id that is a text, in UTF-16 units: it stands in every live frame. Stock clients count from 1. */
const MAX_ID = 100;

function isRequestId(id: unknown): id is string | number {
  return typeof id === 'number' || (typeof id === 'string' && id.length <= MAX_ID);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mark(message: unknown): void {
  if (!isRecord(message) || message['method'] !== 'subscription') return;
  const { params, id } = message;
  if (!isRecord(params) || !isRecord(params['input'])) return;
  if (isRequestId(id)) params['input'][REQUEST_ID] = id;
  else delete params['input'][REQUEST_ID];
}

/** Parses a frame of a client and tells each subscription in it its request id. @throws {SyntaxError} */
export function decodeFrame(data: string | ArrayBuffer | Uint8Array): unknown {
  if (typeof data !== 'string') throw new SyntaxError('Frames are JSON in text.');
  const message: unknown = JSON.parse(data);
  if (Array.isArray(message)) for (const part of message) mark(part);
  else mark(message);
  return message;
}
