/** A socket that did not open within this time is given up, in ms. */
const OPEN_MS = 10_000;

/** A socket that did not close within this time after it was asked to counts as closed, in ms. */
const CLOSE_MS = 1000;

/** Node 22 has no CloseEvent; nobody here reads its code. */
const ClosingEvent = typeof CloseEvent === 'undefined' ? Event : CloseEvent;

/**
 * A WebSocket that does not wait for a network that is gone. Nobody answers its closing there, for
 * which browsers wait for 10 s and Node for ever; nobody answers its opening, for which all of them
 * wait for minutes.
 */
export class ImpatientWebSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    const opening = setTimeout(() => this.close(), OPEN_MS);
    for (const event of ['open', 'close']) this.addEventListener(event, () => clearTimeout(opening));
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason);
    const closing = setTimeout(() => this.dispatchEvent(new ClosingEvent('close')), CLOSE_MS);
    this.addEventListener('close', () => clearTimeout(closing));
  }
}
