import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDatabase } from '#server/store/database.ts';
import { readHistory } from '#server/store/history.ts';
import { searchMessages } from '#server/store/search.ts';
import { answerCalls } from './calls.ts';
import { questions } from './questions.ts';

/** ms that each time took: by the clock, and of this thread's CPU alone, which neighbours on a busy machine do not stretch. */
export interface Taken {
  readonly ms: number[];
  readonly cpuMs: number[];
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const calls = {
  /** Asks each question so often, without a network between; what was taken, by what was asked. */
  async ask({ folder, newest, times }: { folder: string; newest: number; times: number }): Promise<Record<string, Taken>> {
    const database = await openDatabase(pathToFileURL(join(folder, 'parley.db')).href);
    const taken: Record<string, Taken> = {};
    for (const { what, path, input } of questions(newest)) {
      const [ms, cpu]: [number[], number[]] = [[], []];
      for (let time = 0; time < times; time++) {
        const given = input();
        const start = performance.now();
        const before = cpuMs();
        if (path === 'message.history') await readHistory(database, given as Parameters<typeof readHistory>[1]);
        else await searchMessages(database.client, given as Parameters<typeof searchMessages>[1]);
        cpu.push(cpuMs() - before);
        ms.push(performance.now() - start);
      }
      taken[what] = { ms, cpuMs: cpu };
    }
    database.close();
    return taken;
  },
};

export type AskCalls = typeof calls;
answerCalls(calls);
