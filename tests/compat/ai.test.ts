import { createServer, type Server } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLocal } from '#tests/support/local-server.ts';
import { FieldClient } from './field-client.ts';

const BUILT_IN = { AI_MODEL: 'built-in' };

/** A model that says its words one after the other. @param ends how: as it should, or with the connection broken off */
async function startModel(
  words: readonly string[],
  paceMs: number,
  ends: 'well' | 'broken' = 'well',
): Promise<Record<string, string>> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (delta: object, finish: string | null = null): string =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    let said = 0;
    const timer = setInterval(() => {
      if (said < words.length) response.write(chunk({ role: 'assistant', content: words[said++] }));
      else if (ends === 'broken') {
        clearInterval(timer);
        response.destroy();
      } else {
        clearInterval(timer);
        response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
      }
    }, paceMs);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { AI_MODEL: 'test', AI_BASE_URL: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`, AI_API_KEY: 'x' };
}

describe('the AI among clients of other groups', () => {
  test('is listed among those who are there, in every room, from the first moment', async () => {
    const { url } = await startLocal(BUILT_IN);
    const ada = await FieldClient.join(url, '/new-room');
    expect(ada.names).toContain('Parley AI');
    await ada.sayAndHear('Hello');
    expect(ada.names.filter((name) => name === 'Parley AI')).toHaveLength(1);
  });

  test('answers whoever begins with @ai, in any case, as the user that is listed', async () => {
    const { url } = await startLocal(BUILT_IN);
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    ada.say('@Ai what did I miss?', { optimisticId: '1' });
    await bo.until(() => new Set(bo.heard.map(({ id }) => id)).size === 2);
    const ai = bo.users.find(({ name }) => name === 'Parley AI');
    expect(bo.shown[1]?.userId).toBe(ai?.id);
    expect(bo.shown[1]?.channel).toBe('general');
  });

  test('its answer grows: the same id, the whole text so far, a newer `updated`, and the end stays', async () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index} `);
    const { url } = await startLocal(await startModel(words, 30));
    const [ada, bo] = [await FieldClient.join(url), await FieldClient.join(url)];
    await ada.sayAndHear('@ai count');
    const answer = words.join('').trim();
    await bo.until(() => bo.texts.at(-1)?.trim() === answer);
    const versions = bo.heard.slice(1);
    expect(versions.length).toBeGreaterThan(5);
    expect(new Set(versions.map(({ id }) => id)).size).toBe(1);
    for (const [index, { content, updated, created }] of versions.entries()) {
      const next = versions[index + 1];
      expect(answer.startsWith(content.trim())).toBe(true);
      expect(created).toBe(versions[0]?.created);
      if (next === undefined) continue;
      expect(next.content.startsWith(content.trim())).toBe(true);
      expect(next.updated).toBeGreaterThan(updated);
    }
    const seconds = ((versions.at(-1)?.updated ?? 0) - (versions[0]?.updated ?? 0)) / 1000;
    expect(versions.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 2);
    const late = await FieldClient.join(url, '/lobby?history=10');
    await late.until(() => late.shown[1]?.content.trim() === answer);
  });

  test('an answer that breaks off ends with why, and everybody has that as its newest version', async () => {
    const { url } = await startLocal(await startModel(['One ', 'two ', 'three '], 5, 'broken'));
    const ada = await FieldClient.join(url);
    await ada.sayAndHear('@ai count');
    await ada.until(() => /^One two three\s+\*/u.test(ada.texts.at(-1) ?? ''));
    const late = await FieldClient.join(url, '/lobby?history=10');
    await late.hears(2);
    await ada.settled();
    expect(ada.shown.map(({ content }) => content)).toEqual(late.texts);
  });

  test('a bridge that brings every version of an answer back makes no messages of them', async () => {
    const { url } = await startLocal(await startModel(['One ', 'two ', 'three ', 'four.'], 150));
    const bridge = await FieldClient.join(url);
    let carried = 0;
    bridge.socket.on('message', () => {
      const last = bridge.heard.at(-1);
      if (last === undefined || bridge.heard.length === carried) return;
      carried = bridge.heard.length;
      if (last.userId !== bridge.self?.id && carried < 30) bridge.say(last.content, { optimisticId: last.optimisticId });
    });
    await bridge.introduce('Bridge');
    const { id } = await bridge.sayAndHear('@ai count');
    await bridge.until(() => bridge.texts.includes('One two three four.'));
    await bridge.settled();
    const ids = new Set(bridge.heard.map((message) => message.id));
    expect(ids.size).toBe(2);
    expect(ids).toContain(id);
  });
});
