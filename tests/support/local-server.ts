import { onTestFinished } from 'vitest';
import { readConfig } from '#server/config.ts';
import { type Server, startServer } from '#server/server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Limits that only tests about limits reach. */
const ROOMY: Readonly<Record<string, string>> = { MAX_COMMANDS_PER_SECOND: '100000', MAX_COMMAND_BURST: '100000' };

/** The real server inside this process, on a free port and a folder of its own; stopped when the test is over. */
export async function startLocal(env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const place = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'fatal', DRAIN_SECONDS: '1' };
  const server = await startServer(readConfig({ ...place, ...ROOMY, ...env }));
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  onTestFinished(stop);
  return { url: server.url, stop };
}
