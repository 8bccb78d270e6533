import type { WebSocket } from 'ws';

const OPCODE_TEXT = 0x81;

/**
 * One whole, unmasked, uncompressed WebSocket text frame (RFC 6455, section 5.2), ready to be
 * written to any number of sockets. `ws` would build it anew for each of them.
 */
export function textFrame(payload: Buffer): Buffer {
  const { length } = payload;
  const header = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  header[0] = OPCODE_TEXT;
  if (length < 126) {
    header[1] = length;
  } else if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}

interface Writable {
  write(bytes: Buffer): boolean;
  readonly writableLength: number;
  readonly destroyed: boolean;
  once(event: 'drain', listener: () => void): unknown;
  off(event: 'drain', listener: () => void): unknown;
}

/**
 * The TCP socket under a WebSocket: the one place that knows how `ws` keeps it. Null once closing.
 * Without permessage-deflate `ws` writes at once and keeps no queue of its own, so a frame of ours
 * never lands inside one of its own; tests/server/raw-frame.test.ts fails where that changes.
 */
export function rawSocket(socket: WebSocket): Writable | null {
  if (socket.readyState !== socket.OPEN) return null;
  const raw = (socket as unknown as { _socket?: Writable })._socket;
  return raw === undefined || raw.destroyed ? null : raw;
}
