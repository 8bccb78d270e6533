import { expect } from 'vitest';
import { FieldClient } from './field-client.ts';

/** Plays a transcript of docs/websocket-data.md against a server: who joins, leaves, sends and receives what. */
export class Transcript {
  readonly #url: string;
  readonly #room: string;
  readonly #clients = new Map<string, FieldClient>();
  /** What stood in `<…>`. */
  readonly #names = new Map<string, string>();
  /** How many frames of each client the transcript has used up. */
  readonly #read = new Map<FieldClient, number>();

  constructor(url: string, room: string) {
    this.#url = url;
    this.#room = room;
  }

  async play(text: string): Promise<void> {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) await this.#step(line);
  }

  async #step(line: string): Promise<void> {
    const [, who = '', what = '', json = ''] = /^(\w) (joins|leaves|→|←) ?(.*)$/u.exec(line) ?? [];
    const client = this.#clients.get(who);
    if (what === 'joins') {
      this.#clients.set(who, await FieldClient.join(this.#url, this.#room));
    } else if (what === 'leaves') {
      await client?.leave();
    } else if (what === '→') {
      client?.send(this.#filled(JSON.parse(json)));
    } else if (what === '←' && client !== undefined) {
      await this.#receives(client, JSON.parse(json) as object);
    } else {
      throw new Error(`This is no step of a transcript: ${line}`);
    }
  }

  /** Waits for a frame that fits, after the last one that did. */
  async #receives(client: FieldClient, wanted: object): Promise<void> {
    const from = this.#read.get(client) ?? 0;
    const find = (): number =>
      client.frames.findIndex((frame, index) => index >= from && this.#fits(frame, wanted, new Map(this.#names)));
    await client.until(() => find() !== -1);
    const index = find();
    expect(this.#fits(client.frames[index], wanted, this.#names)).toBe(true);
    this.#read.set(client, index + 1);
  }

  /** Whether a value is as written; what stands in `<…>` is bound, and times are any times of now. */
  #fits(value: unknown, wanted: unknown, names: Map<string, string>): boolean {
    if (typeof wanted === 'string' && /^<.+>$/u.test(wanted)) {
      if (typeof value !== 'string' || value === '') return false;
      const bound = names.get(wanted);
      if (bound === undefined) names.set(wanted, value);
      return bound === undefined || bound === value;
    }
    if (typeof wanted === 'number') return typeof value === 'number' && Math.abs(value - Date.now()) < 60_000;
    if (typeof wanted !== 'object' || wanted === null || typeof value !== 'object' || value === null) return value === wanted;
    const fields = Object.entries(wanted);
    const same = Object.keys(value).length === fields.length;
    return same && fields.every(([name, field]) => this.#fits((value as Record<string, unknown>)[name], field, names));
  }

  #filled(frame: unknown): unknown {
    const text = JSON.stringify(frame).replace('<16,001 characters>', 'x'.repeat(16_001));
    return JSON.parse([...this.#names].reduce((filled, [name, value]) => filled.replaceAll(name, value), text));
  }
}
