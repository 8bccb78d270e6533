import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model was asked, as it came over the wire. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly authorization: string | undefined;
}

/** A streaming protocol: what its requests say, and the bytes of its answers. */
export interface Dialect {
  /** `AI_MODEL` of a Parley that asks this. */
  readonly model: string;
  asked(body: unknown, headers: IncomingHttpHeaders): Asked;
  readonly beginning: string;
  piece(text: string): string;
  /** The answer is whole: 100 tokens were read and 7 were written. */
  readonly end: string;
  /** The body of a refusal. */
  readonly refusal: object;
}

function event(fields: object): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}

const CHUNK = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };

/** What Ollama, LM Studio, llama.cpp, vLLM and OpenAI speak. */
const openAi: Dialect = {
  model: 'test-model',
  asked(body, { authorization }) {
    const { model, messages } = body as Asked;
    return { model, messages, authorization };
  },
  beginning: '',
  piece: (content) => event({ ...CHUNK, choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] }),
  end:
    event({
      ...CHUNK,
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 },
    }) + 'data: [DONE]\n\n',
  refusal: { error: { message: 'no: key sk-very-secret' } },
};

/** What one request gets: pieces that a test hands out one by one. */
export class Answering {
  readonly asked: Asked;
  readonly #dialect: Dialect;
  readonly #response: ServerResponse;
  /** The client went away. */
  readonly closed: Promise<void>;

  constructor(dialect: Dialect, asked: Asked, response: ServerResponse) {
    this.#dialect = dialect;
    this.asked = asked;
    this.#response = response;
    this.closed = new Promise((resolve) => response.once('close', resolve));
  }

  say(text: string): void {
    this.raw(this.#dialect.piece(text));
  }

  finish(): void {
    this.raw(this.#dialect.end);
    this.#response.end();
  }

  /** Refuses the question; whoever asks may try again at once. */
  refuse(status: number): void {
    this.#response
      .writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
      .end(JSON.stringify(this.#dialect.refusal));
  }

  raw(text: string): void {
    if (!this.#response.headersSent)
      this.#response.writeHead(200, { 'content-type': 'text/event-stream' }).write(this.#dialect.beginning);
    this.#response.write(text);
  }

  end(): void {
    this.#response.end();
  }

  breakOff(): void {
    this.#response.destroy();
  }
}

/** A server that speaks a model's streaming protocol, word by word as the test says. */
export class ModelServer implements AsyncDisposable {
  readonly #dialect: Dialect;
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #waiting: Answering[] = [];
  #wake: (() => void) | null = null;

  private constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  static async start(dialect: Dialect = openAi): Promise<ModelServer> {
    const model = new ModelServer(dialect);
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** The environment of a Parley that asks this model. */
  get env(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { AI_MODEL: this.#dialect.model, AI_BASE_URL: `http://127.0.0.1:${port}/v1`, AI_API_KEY: 'sk-very-secret' };
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
    this.#waiting.push(new Answering(this.#dialect, this.#dialect.asked(JSON.parse(body), request.headers), response));
    this.#wake?.();
  }
}
