import { and, eq } from 'drizzle-orm';
import type { MessageRow } from '#shared/chat/message.ts';
import type { Database } from '../store/database.ts';
import { readHistory } from '../store/history.ts';
import { receipt } from '../store/schema.ts';
import { searchMessages } from '../store/search.ts';
import { citation } from './citations.ts';
import { namesOf } from './conversation.ts';
import type { Model, Question } from './model.ts';

/** Words of a question that say nothing about what is looked for. */
const IDLE = new Set(
  (
    'a about all am an and any are at be been but by can could did do does for from had has have he her him his how i if in is it its ' +
    'last me my no not of on one or our please said say says she should so tell than that the their them then there they this to told ' +
    'us was we were what when where which who whom whose why will with would you your'
  ).split(' '),
);

const MISSED = /\b(?:miss(?:ed)?|catch(?:ing)? (?:me )?up|what(?:'s|’s| is| has)? (?:new|happened)|summar(?:y|ise|ize))\b/iu;

const MODEL_HINT =
  'I have no language model: I only look things up in this room. Whoever runs this server can give me one with `AI_MODEL`.';

interface Tools {
  readonly database: Database;
  /** Our own user id, whose messages are no evidence. */
  readonly ai: string;
}

function excerpt(row: MessageRow): string {
  const text = (row.content ?? '').replace(/\s+/gu, ' ').trim();
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

async function quote({ database }: Tools, rows: readonly MessageRow[]): Promise<string> {
  const first = rows[0];
  if (first === undefined) return '';
  const names = await namesOf(
    database,
    first.room,
    rows.map(({ author }) => author),
  );
  return rows.map((row) => `- “${excerpt(row)}” ${citation({ ...row, name: names.get(row.author) ?? 'somebody' })}`).join('\n');
}

/** What a person has not read of the channel they ask in, by extraction: the questions, and the last word of each. */
async function missed(tools: Tools, question: Question): Promise<string> {
  const { room, channel, asker, seq } = question;
  const page = await readHistory(tools.database, { room, channel, before: seq, limit: 200 });
  const [mark] = await tools.database.query
    .select({ read: receipt.read })
    .from(receipt)
    .where(and(eq(receipt.room, room), eq(receipt.channel, channel), eq(receipt.user, asker)));
  const readTo = mark?.read ?? 0;
  const own = page.messages.findLast(({ author }) => author === asker)?.seq ?? 0;
  const since = Math.max(readTo < seq - 1 ? readTo : 0, own);
  const fresh = page.messages.filter(
    (row) => (row.seq ?? 0) > since && row.author !== asker && row.author !== tools.ai && row.content !== null,
  );
  if (fresh.length === 0) return `Nothing was said in #${channel} since you were last here.`;
  const authors = new Map<string, number>();
  for (const { author } of fresh) authors.set(author, (authors.get(author) ?? 0) + 1);
  const names = await namesOf(tools.database, room, [...authors.keys()]);
  const who = [...authors]
    .sort(([, a], [, b]) => b - a)
    .map(([author, count]) => `${names.get(author) ?? 'somebody'} (${count})`)
    .join(', ');
  const questions = fresh.filter(({ content }) => content?.includes('?')).slice(-4);
  const latest = fresh.filter((row) => !questions.includes(row)).slice(-4);
  return [
    `**${fresh.length === 1 ? 'One message' : `${fresh.length} messages`}** in #${channel} since you were last here, by ${who}.`,
    ...(questions.length > 0 ? ['', 'Questions that were asked:', await quote(tools, questions)] : []),
    ...(latest.length > 0 ? ['', 'The latest:', await quote(tools, latest)] : []),
  ].join('\n');
}

/** Messages that have most of a question's words, the best and newest first. */
async function find({ database, ai }: Tools, question: Question): Promise<MessageRow[]> {
  const words = [...new Set(question.text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [])]
    .filter((word) => !IDLE.has(word))
    .slice(0, 8);
  const scores = new Map<string, { row: MessageRow; score: number }>();
  for (const word of words) {
    const { rows } = await searchMessages(database.client, { room: question.room, query: word, before: question.seq, limit: 50 });
    for (const row of rows) {
      if (row.author === ai || row.id === '') continue;
      const known = scores.get(row.id) ?? { row, score: 0 };
      // A word that few messages have tells more than one that many have.
      known.score += 1 / Math.log2(2 + rows.length);
      scores.set(row.id, known);
    }
  }
  return [...scores.values()]
    .sort((a, b) => b.score - a.score || (b.row.seq ?? 0) - (a.row.seq ?? 0))
    .slice(0, 5)
    .map(({ row }) => row);
}

/** The sentence that answers, and where it stands. */
async function respond(tools: Tools, question: Question): Promise<string> {
  if (question.text === '' || /^(?:help|hello|hi|hey)\b/iu.test(question.text)) {
    return `${MODEL_HINT}\n\nAsk me *what did I miss?*, *who said …?* or for anything that was written here, and I answer with the messages themselves.`;
  }
  if (MISSED.test(question.text)) return missed(tools, question);
  const rows = await find(tools, question);
  if (rows.length === 0) return `I found nothing about that in this room.\n\n${MODEL_HINT}`;
  return `This was said about it here:\n${await quote(tools, rows)}`;
}

/**
 * What answers where no model is configured: honest about what it is, and useful all the same. It
 * answers out of the room's own messages, by extraction, and says where they stand.
 */
export function builtInAssistant(tools: Tools): Model {
  return {
    name: 'the built-in assistant',
    wantsContext: false,
    async *answer(question: Question) {
      // Line by line, so that people see it come as they would see a model's.
      for (const line of (await respond(tools, question)).split(/(?<=\n)/u)) {
        yield line;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
