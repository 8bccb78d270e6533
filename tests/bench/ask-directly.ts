import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDatabase } from '#server/store/database.ts';
import { readHistory } from '#server/store/history.ts';
import { searchMessages } from '#server/store/search.ts';
import { answerCalls } from './calls.ts';
import { questions } from './questions.ts';

const calls = {
  /** Asks each question so often, without a network between; ms of each time, by what was asked. */
  async ask({ folder, newest, times }: { folder: string; newest: number; times: number }): Promise<Record<string, number[]>> {
    const database = await openDatabase(pathToFileURL(join(folder, 'parley.db')).href);
    const taken: Record<string, number[]> = {};
    for (const { what, path, input } of questions(newest)) {
      const ms: number[] = [];
      for (let time = 0; time < times; time++) {
        const given = input();
        const start = performance.now();
        if (path === 'message.history') await readHistory(database, given as Parameters<typeof readHistory>[1]);
        else await searchMessages(database.client, given as Parameters<typeof searchMessages>[1]);
        ms.push(performance.now() - start);
      }
      taken[what] = ms;
    }
    database.close();
    return taken;
  },
};

export type AskCalls = typeof calls;
answerCalls(calls);
