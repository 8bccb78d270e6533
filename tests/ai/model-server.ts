import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model was asked, as it came over the wire. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly { role: string; content: string }[];
  readonly authorization: string | undefined;
}

/** What one request gets: pieces that a test hands out one by one. */
export class Answering {
  readonly asked: Asked;
  readonly #response: ServerResponse;
  /** The client went away. */
  readonly closed: Promise<void>;

  constructor(asked: Asked, response: ServerResponse) {
    this.asked = asked;
    this.#response = response;
    this.closed = new Promise((resolve) => response.once('close', resolve));
  }

  say(text: string): void {
    this.#begin();
    this.#chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: text }, finish_reason: null }] });
  }

  finish(): void {
    this.#begin();
    this.#chunk({
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 },
    });
    this.#response.end('data: [DONE]\n\n');
  }

  refuse(status: number): void {
    this.#response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { message: 'no: key sk-very-secret' } }));
  }

  raw(text: string): void {
    this.#begin();
    this.#response.write(text);
  }

  end(): void {
    this.#response.end();
  }

  breakOff(): void {
    this.#response.destroy();
  }

  #begin(): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': 'text/event-stream' });
  }

  #chunk(fields: object): void {
    this.#response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...fields })}\n\n`,
    );
  }
}

/** A server that speaks the OpenAI streaming protocol, word by word as the test says. */
export class ModelServer implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #waiting: Answering[] = [];
  #wake: (() => void) | null = null;

  static async start(): Promise<ModelServer> {
    const model = new ModelServer();
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** The environment of a Parley that asks this model. */
  get env(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { AI_MODEL: 'test-model', AI_BASE_URL: `http://127.0.0.1:${port}/v1`, AI_API_KEY: 'sk-very-secret' };
  }

  /** The next request that comes. */
  async next(): Promise<Answering> {
    while (this.#waiting.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#waiting.shift() as Answering;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const { model, messages } = JSON.parse(body) as Asked;
    this.#waiting.push(new Answering({ model, messages, authorization: request.headers.authorization }, response));
    this.#wake?.();
  }
}
