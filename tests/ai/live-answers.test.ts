import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveAnswers } from '#server/ai/live-answers.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Somebody who follows the lobby, as a page does: what was so when they came, then all that is new. */
class Follower {
  frames = 0;
  text = '';

  constructor(answers: LiveAnswers) {
    answers.subscribe('lobby', (pages) => {
      for (const page of pages) this.#read(page);
    });
    this.#read(answers.snapshot('lobby'));
  }

  #read({ answers }: AnswerPage): void {
    this.frames += 1;
    for (const { from, text } of answers) this.text = this.text.slice(0, from) + text;
  }
}

test('newcomers cost the others no frame, and miss nothing', () => {
  const answers = new LiveAnswers();
  answers.begin('lobby', 'answer', 'ada', 'Kept. ');
  const followers = [new Follower(answers)];
  let whole = 'Kept. ';
  for (let count = 1; count <= 50; count++) {
    answers.append('lobby', 'answer', `word ${count} `);
    whole += `word ${count} `;
    followers.push(new Follower(answers));
  }
  expect(new Set(followers.map(({ frames }) => frames))).toEqual(new Set([1]));
  vi.advanceTimersByTime(100);
  expect(new Set(followers.map(({ frames }) => frames))).toEqual(new Set([2]));
  expect(new Set(followers.map(({ text }) => text))).toEqual(new Set([whole]));
  answers.append('lobby', 'answer', 'and no more.');
  answers.end('lobby', 'answer');
  expect(new Set(followers.map(({ text }) => text))).toEqual(new Set([`${whole}and no more.`]));
});

test('whoever comes between two frames sees what the others see', () => {
  const answers = new LiveAnswers();
  answers.begin('lobby', 'answer', 'ada', '');
  const early = new Follower(answers);
  answers.append('lobby', 'answer', 'One, ');
  vi.advanceTimersByTime(100);
  answers.append('lobby', 'answer', 'two');
  const late = new Follower(answers);
  expect([early.text, late.text]).toEqual(['One, ', 'One, ']);
  vi.advanceTimersByTime(100);
  expect([early.text, late.text]).toEqual(['One, two', 'One, two']);
});
