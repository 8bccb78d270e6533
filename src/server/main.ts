import pino from 'pino';
import { ConfigError, readConfig } from './config.ts';
import { startServer } from './server.ts';
import { DatabaseRefused } from './store/preflight.ts';

/** Exit codes: 2 = the configuration is wrong, 3 = the database cannot be used, 1 = anything else. */
async function main(): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- handed to config.ts, the only reader
  const config = readConfig(process.env);
  const log = pino({ level: config.LOG_LEVEL });
  const server = await startServer(config);
  log.info({ url: server.url, data: config.DATA_DIR }, 'listening');
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    void server.stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        log.error({ err: cause }, 'stopped badly');
        process.exit(1);
      },
    );
  };
  // A bug in one place must not end everybody's conversation. What is stored is stored; what it broke, its sender sends again.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (cause: unknown) => log.error({ err: cause, event }, 'something was not caught'));
  }
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}

/** Says to an operator why the server does not start, where that is not our bug. */
function sentenceOf(cause: unknown): string | undefined {
  if (cause instanceof ConfigError || cause instanceof DatabaseRefused) return cause.message;
  const { code, address, port } = cause as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is already in use. Stop the program that uses it, or set PORT.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${address}. Set HOST to one that it has.`;
  return undefined;
}

try {
  await main();
} catch (cause) {
  process.stderr.write(`${sentenceOf(cause) ?? (cause instanceof Error ? cause.stack : String(cause))}\n`);
  process.exitCode = cause instanceof ConfigError ? 2 : cause instanceof DatabaseRefused ? 3 : 1;
}
