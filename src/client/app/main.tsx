import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { preloadMarkdown } from '../message/message-text.tsx';
import { NoticeArea } from '../parts/notice.tsx';
import { App } from './app.tsx';
import { CrashBoundary } from './crash-boundary.tsx';
import { followDeviceSettings } from './device-settings.ts';
import { OfflineProvider } from './offline.tsx';
import { SessionProvider } from './session.tsx';

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
// After the first paint: it only matters for the next visit.
addEventListener('load', () => void import('./offline-shell.ts').then(({ installOfflineShell }) => installOfflineShell()));
