import { FIRST_CHANNEL } from '#shared/chat/room.ts';
import { ABSENT_WORD, BIG_ROOM, CJK_WORD, FREQUENT_WORD, OTHER_RARE_WORD, RARE_WORD, randomOf } from './corpus.ts';

/** A page of history or of search results that is asked for many times. */
export interface Question {
  readonly what: string;
  readonly path: 'message.history' | 'message.search';
  /** The input of the next time it is asked. */
  input(): { room: string; limit: number; channel?: string; before?: number; query?: string };
}

const PAGE = 50;

function search(what: string, query: string): Question {
  return { what: `search, ${what}`, path: 'message.search', input: () => ({ room: BIG_ROOM, limit: PAGE, query }) };
}

/** The questions put to a large database, the same for every way of asking. @param newest `seq` of its newest entry */
export function questions(newest: number): Question[] {
  const random = randomOf(3);
  const page = (what: string, channel: string, before: () => number | undefined): Question => ({
    what: `page of ${PAGE}, ${what}`,
    path: 'message.history',
    input() {
      const at = before();
      return { room: BIG_ROOM, channel, limit: PAGE, ...(at === undefined ? {} : { before: at }) };
    },
  });
  return [
    page('newest', FIRST_CHANNEL, () => undefined),
    page('anywhere, large channel', FIRST_CHANNEL, () => 1 + Math.floor(random() * newest)),
    page('anywhere, small channel', 'channel-19', () => 1 + Math.floor(random() * newest)),
    search('frequent word', FREQUENT_WORD),
    search('rare word', RARE_WORD),
    search('no match', ABSENT_WORD),
    search('two words never together', `${RARE_WORD} ${OTHER_RARE_WORD}`),
    search('Chinese', CJK_WORD),
  ];
}
