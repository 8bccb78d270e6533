import type { WebSocket } from 'ws';

/** What one connection may do to this process's memory and time. */
export interface FloodLimits {
  /** Frames a second in the long run; a connection that sends more is not read for a while. */
  readonly framesPerSecond: number;
  /** Bytes of answers that wait for a connection to read them before it is closed. */
  readonly maxUnsentBytes: number;
}

/** A connection may send this many seconds' worth of frames at once. */
const BURST_SECONDS = 2;

/**
 * Keeps one connection from flooding the process. One that sends too much is paused, so that TCP
 * slows it down and nothing of it is lost; one that sends but does not read its answers is closed.
 */
export function guardFlood(socket: WebSocket, limits: FloodLimits, on: { paused(): void; closed(): void }): void {
  const burst = limits.framesPerSecond * BURST_SECONDS;
  let tokens = burst;
  let at = Date.now();
  let timer: NodeJS.Timeout | undefined;
  socket.on('message', () => {
    if (socket.bufferedAmount > limits.maxUnsentBytes) {
      on.closed();
      socket.terminate();
      return;
    }
    const now = Date.now();
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * limits.framesPerSecond) - 1;
    at = now;
    if (tokens > 0 || socket.isPaused) return;
    socket.pause();
    on.paused();
    timer = setTimeout(() => socket.resume(), 1000);
  });
  socket.once('close', () => clearTimeout(timer));
}
