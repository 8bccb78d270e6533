/** A page that several connections get, with its text. */
class SharedPage {
  readonly json: string;

  constructor(page: unknown) {
    this.json = JSON.stringify(page);
  }
}

interface DataFrame {
  readonly id: string | number | null;
  readonly result: { readonly type: 'data'; readonly data: unknown };
}

function holdsSharedPage(message: unknown): message is DataFrame & { result: { data: SharedPage } } {
  return (message as Partial<DataFrame>).result?.data instanceof SharedPage;
}

/** Makes a page into text once, for all connections to which procedures give what comes back. Only `encodeFrame` looks into it. */
export function sharePage<Page extends object>(page: Page): Page {
  return new SharedPage(page) as unknown as Page;
}

/** Writes a frame to a client; a shared page goes in as the text that it is. */
export function encodeFrame(message: unknown): string {
  if (!holdsSharedPage(message)) return JSON.stringify(message);
  return `{"id":${JSON.stringify(message.id)},"result":{"type":"data","data":${message.result.data.json}}}`;
}
