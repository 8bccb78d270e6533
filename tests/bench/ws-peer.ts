import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerCalls } from './calls.ts';
import { everyTick, type Load } from './load.ts';

/** The first peer: bare `ws`, which sends a text that was made once to each of its sockets. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const listening = once(server, 'listening');
server.on('connection', (socket: WebSocket) => socket.send('welcome'));

const calls = {
  async address(_nothing: object): Promise<string> {
    await listening;
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },

  /** Sends a text to everybody, as often as the load says. */
  broadcast({ load, text }: { load: Load; text: string }): Promise<void> {
    return everyTick(load, () => {
      for (let message = 0; message < load.perTick; message++) for (const socket of server.clients) socket.send(text);
    });
  },
};

export type PeerCalls = typeof calls;
answerCalls(calls);
