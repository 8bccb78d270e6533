import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerCalls } from './calls.ts';
import { everyTick } from './load.ts';
import type { PeerCalls } from './ws-peer.ts';

/** The second peer: a socket.io room, with everything that costs it time and is not needed turned off. */
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false, pingInterval: 600_000 });
io.on('connection', (socket) => void socket.join('room'));
const listening = new Promise<void>((resolve) => {
  http.listen(0, '127.0.0.1', resolve);
});

const calls = {
  async address() {
    await listening;
    return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  },

  broadcast({ load, text }) {
    const page: unknown = JSON.parse(text);
    return everyTick(load, () => {
      for (let message = 0; message < load.perTick; message++) io.to('room').emit('page', page);
    });
  },
} satisfies PeerCalls;

answerCalls(calls);
