import type { AnswerState } from '#shared/sync/ai-stream.ts';

function from(read: number): string {
  return read === 0 ? '' : read === 1 ? ' from 1 message' : ` from ${read} messages`;
}

/** What stands around the AI's answers. */
export const answerWords = {
  tag: 'AI',
  you: 'you',
  somebody: 'somebody',
  phase(live: AnswerState | undefined, name: string): string {
    if (live === undefined) return `Answering ${name}…`;
    if (live.phase === 'queued')
      return live.place <= 1 ? `Answering ${name} next` : `Answering ${name} after ${live.place - 1} more`;
    return live.phase === 'thinking' ? `Reading for ${name}…` : `Answering ${name}${from(live.read)}`;
  },
  paused: 'Answer paused, it goes on when you are back',
  stop: 'Stop',
  stopped: (name: string) => `Stopped by ${name}`,
  interrupted: 'Broken off',
  goOn: 'Go on',
  askAgain: 'Ask again',
};
