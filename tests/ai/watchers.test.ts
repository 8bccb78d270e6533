import { expect, onTestFinished, test } from 'vitest';
import { generateIdentity } from '#client/sdk/generated-identity.ts';
import { TrpcUpstream } from '#client/sdk/trpc-upstream.ts';
import type { AnswerPage } from '#shared/sync/ai-stream.ts';
import type { Signer } from '#shared/identity/signer.ts';
import { startLocal } from '#tests/support/local-server.ts';
import { answered, person } from './asking.ts';
import { ModelServer } from './model-server.ts';

/** How many watch, how many of them come at a time. */
const WATCHERS = 200;
const AT_ONCE = 10;

/** Least time between two frames of one answer, in ms. */
const TELL_EVERY_MS = 100;

/** A device that follows the answers of the lobby, over a socket of its own. */
class Watcher {
  text = '';
  frames = 0;
  ended = false;
  readonly #began = performance.now();
  readonly #wakes = new Set<() => void>();

  constructor(url: string, signer: Signer) {
    const upstream = new TrpcUpstream(url, signer);
    const end = upstream.followAnswers('lobby', (page) => this.#read(page));
    onTestFinished(() => {
      end();
      upstream.close();
    });
  }

  /** Frames that it may have had by now: the first one, ten a second, and the last ones, which do not wait. */
  get allowed(): number {
    return 1 + Math.ceil((performance.now() - this.#began) / TELL_EVERY_MS) + 2;
  }

  async until(fits: (watcher: this) => boolean): Promise<void> {
    while (!fits(this)) await new Promise<void>((resolve) => this.#wakes.add(resolve));
  }

  #read({ answers, ended }: AnswerPage): void {
    this.frames += 1;
    for (const { from, text } of answers) this.text = this.text.slice(0, from) + text;
    this.ended ||= ended.length > 0;
    for (const wake of this.#wakes) wake();
    this.#wakes.clear();
  }
}

test('two hundred watchers who come one after the other all end with the same text, in few frames', async () => {
  await using model = await ModelServer.start();
  const server = await startLocal(model.env);
  const identity = await generateIdentity();
  await using ada = await person(server.url, 'Ada', identity);
  const question = await ada.room.send('@ai tell me everything');
  const request = await model.next();
  const watchers: Watcher[] = [];
  let whole = '';
  const say = (text: string): void => {
    whole += text;
    request.say(text);
  };
  while (watchers.length < WATCHERS) {
    for (let count = 0; count < AT_ONCE; count++) {
      watchers.push(new Watcher(server.url, identity));
      say(`word ${watchers.length} `);
    }
    // The next ones come when the newest of these see the answer, in the middle of it.
    await watchers.at(-1)?.until(({ text }) => text === whole);
  }
  for (let count = 0; count < 1000; count++) say(`and ${count} `);
  say('and no more.');
  request.finish();
  await Promise.all(watchers.map((watcher) => watcher.until(({ ended }) => ended)));
  expect(new Set(watchers.map(({ text }) => text))).toEqual(new Set([whole]));
  for (const watcher of watchers) expect(watcher.frames).toBeLessThanOrEqual(watcher.allowed);
  await answered(ada.room, question, whole);
});
