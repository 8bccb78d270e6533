import { ServerProcess } from '#tests/support/server-process.ts';

/** As deployed, but for the limits on what one address or key may do: here everybody comes from this machine. */
const UNLIMITED = {
  MAX_COMMANDS_PER_SECOND: '1000000',
  MAX_COMMAND_BURST: '1000000',
  MAX_PENDING_PER_SOCKET: '10000',
  MAX_ROOMS_PER_KEY: '1000000',
  MAX_CONNECTIONS_PER_IP: '0',
  HTTP_REQUESTS_PER_MINUTE: '1000000',
};

/** Starts Parley as it is deployed: `node src/server/main.ts` with its own folder. */
export function startParley(dataDir?: string): Promise<ServerProcess> {
  return ServerProcess.start({ env: UNLIMITED, ...(dataDir === undefined ? {} : { dataDir }) });
}

/** @throws {Error} where the server has ended */
export function pidOf(server: ServerProcess): number {
  if (server.pid === undefined) throw new Error('the server does not run');
  return server.pid;
}
