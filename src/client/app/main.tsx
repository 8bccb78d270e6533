import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { preloadMarkdown } from '../message/message-text.tsx';
import { preloadParts } from '../parts/lazy-part.ts';
import { NoticeArea } from '../parts/notice.tsx';
import { App } from './app.tsx';
import { CrashBoundary } from './crash-boundary.tsx';
import { followDeviceSettings } from './device-settings.ts';
import { OfflineProvider } from './offline.tsx';
import { SessionProvider } from './session.tsx';

/** The first seconds belong to the messages, in ms. */
const PRELOAD_AFTER_MS = 1_000;

followDeviceSettings();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CrashBoundary>
      <Suspense>
        <SessionProvider>
          <OfflineProvider>
            <App />
            <NoticeArea />
          </OfflineProvider>
        </SessionProvider>
      </Suspense>
    </CrashBoundary>
  </StrictMode>,
);
preloadMarkdown();
// After the first paint: it matters for the next visit, or for the next click.
addEventListener('load', () => {
  void import('./offline-shell.ts').then(({ installOfflineShell }) => installOfflineShell()).catch(() => undefined);
  setTimeout(() => void preloadParts(), PRELOAD_AFTER_MS);
});
