import type { AnswerPage } from '#shared/sync/ai-stream.ts';

/** Where the AI's answers are while they are being written. */
export interface Answers {
  /** Every answer of a room with its whole text so far. */
  snapshot(room: string): AnswerPage;
  /** Tells of what is new, ten times a second at most. @returns a function that ends it */
  subscribe(room: string, listener: (pages: readonly AnswerPage[]) => void): () => void;
}

/** Tells of each answer of a room that grows, always with its whole text: clients of the envelope keep no pieces. @returns a function that ends it */
export function followAnswers(room: string, answers: Answers, grow: (message: string, text: string) => void): () => void {
  return answers.subscribe(room, (pages) => {
    const grown = new Set(pages.flatMap((page) => page.answers.filter(({ text }) => text !== '').map(({ id }) => id)));
    if (grown.size === 0) return;
    for (const { id, text } of answers.snapshot(room).answers) if (grown.has(id)) grow(id, text);
  });
}
