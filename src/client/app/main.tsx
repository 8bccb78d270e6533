import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { hasMarkdown } from '../message/has-markdown.ts';
import { preloadMarkdown } from '../message/message-text.tsx';
import { preloadParts } from '../parts/lazy-part.tsx';
import { NoticeArea } from '../parts/notice.tsx';
import { IdentityUnavailable } from '../sdk/identity-unavailable.ts';
import { App, preloadFirst } from './app.tsx';
import { BrokenPage } from './broken-page.tsx';
import { CrashBoundary } from './crash-boundary.tsx';
import type { Device } from './device.ts';
import { Session } from './device-session.ts';
import { OfflineProvider } from './offline.tsx';
import { SessionProvider } from './session.tsx';
import { words } from './words.ts';

/** The first seconds belong to the messages, in ms. */
const PREPARE_AFTER_MS = 500;

/** Messages that a first frame may have room for. */
const FIRST_FRAME = 40;

/** It is on this device but for the rarest of cases; no frame waits for a network, in ms. */
const MARKDOWN_WITHIN_MS = 300;

/** Does something once the frame is drawn that is being made now; no frames are drawn of a page that nobody sees. */
function afterFrame(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}

/** Starts the page on what this device keeps. */
export function start(opening: Promise<Device>): void {
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has no #root');
  // For the next visit, or for the next click.
  void draw(createRoot(container), opening).then(() => setTimeout(prepareOffline, PREPARE_AFTER_MS));
}

function prepareOffline(): void {
  void import('./offline-shell.ts').then(({ installOfflineShell }) => installOfflineShell()).catch(() => undefined);
  void preloadParts();
}

/**
 * Draws the page once what it begins with was read from this device. React holds back whatever comes
 * within 300 ms of a placeholder, so there is none: the first frame is the whole page.
 */
async function draw(root: Root, opening: Promise<Device>): Promise<void> {
  try {
    const session = new Session(await opening);
    const [messages] = await Promise.all([session.painted, preloadFirst(session.profile.get())]);
    if (messages.slice(-FIRST_FRAME).some(({ content }) => hasMarkdown(content ?? '')))
      await Promise.race([preloadMarkdown(), new Promise((resolve) => setTimeout(resolve, MARKDOWN_WITHIN_MS))]);
    root.render(
      <StrictMode>
        <CrashBoundary>
          <SessionProvider session={session}>
            <OfflineProvider>
              <App />
              <NoticeArea />
            </OfflineProvider>
          </SessionProvider>
        </CrashBoundary>
      </StrictMode>,
    );
    afterFrame(() => {
      session.connect();
      void preloadMarkdown();
    });
  } catch (cause) {
    if (!(cause instanceof IdentityUnavailable)) console.error(cause);
    const text = cause instanceof IdentityUnavailable ? cause.message : words.crashText;
    root.render(<BrokenPage title={words.cannotStart} text={text} />);
  }
}
