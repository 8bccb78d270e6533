import type { MessageRow } from '#shared/chat/message.ts';

/** A message that an answer may point to. */
export type Source = Pick<MessageRow, 'room' | 'channel' | 'id' | 'at' | 'authoredAt'> & { readonly name: string };

/** Characters that would end a link's text or address in Markdown. */
function plain(text: string): string {
  return text
    .replace(/[[\]()\\<>*_`\n]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** By the server's clock in UTC, since one text goes to everybody: 14 Mar 09:12. */
const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** A link to a message, as Markdown; the page shows it as a small mark and jumps there. */
export function citation(source: Source): string {
  const path = [source.room, source.channel].map(encodeURIComponent).join('/');
  return `[${plain(source.name).split(' ')[0] ?? ''}, ${DATE.format(source.at ?? source.authoredAt)}](/${path}#${source.id})`;
}

/** The longest mark, `[999]`: what may be the beginning of one is held back until it is known. */
const LONGEST = 5;

/** Turns marks such as `[12]` in what a model writes into links to the messages it was given. */
export class CitationFilter {
  readonly #sources: readonly Source[];
  #held = '';

  /** @param sources the messages by their number, the first is 1 */
  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /** Takes the next piece of text and returns what may be shown of it. */
  push(text: string): string {
    const all = this.#held + text;
    const open = all.lastIndexOf('[');
    const cut = open >= 0 && all.length - open < LONGEST && /^\[\d*$/u.test(all.slice(open)) ? open : all.length;
    this.#held = all.slice(cut);
    return this.#link(all.slice(0, cut));
  }

  /** What is left at the end. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#link(rest);
  }

  #link(text: string): string {
    return text.replace(/\[(\d{1,3})\](?!\()/gu, (mark, number: string) => {
      const source = this.#sources[Number(number) - 1];
      return source === undefined ? mark : citation(source);
    });
  }
}
