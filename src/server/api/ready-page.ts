/** A page that is text already: it came so from the store, or several connections get the same. */
class ReadyPage {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

interface DataFrame {
  readonly id: string | number | null;
  readonly result: { readonly type: 'data'; readonly data: unknown };
}

/** `data` of a frame whose page comes with a cursor. */
interface Tracked {
  readonly id: string;
  readonly data: ReadyPage;
}

/** Gives the text of a page to procedures as if it were the page. Only `encodeFrame` looks into it. */
export function readyPage(json: string): unknown {
  return new ReadyPage(json);
}

/** Makes a page into text once, for all connections to which procedures give what comes back. */
export function sharePage<Page extends object>(page: Page): Page {
  return readyPage(JSON.stringify(page)) as Page;
}

/** Writes a frame to a client; a page that is text goes in as it is. */
export function encodeFrame(message: unknown): string {
  const { id, result } = message as Partial<DataFrame>;
  const data = result?.data;
  if (data instanceof ReadyPage) return `{"id":${JSON.stringify(id)},"result":{"type":"data","data":${data.json}}}`;
  if ((data as Partial<Tracked> | null | undefined)?.data instanceof ReadyPage) {
    const tracked = data as Tracked;
    const cursor = JSON.stringify(tracked.id);
    return `{"id":${JSON.stringify(id)},"result":{"type":"data","data":{"id":${cursor},"data":${tracked.data.json}},"id":${cursor}}}`;
  }
  return JSON.stringify(message);
}
