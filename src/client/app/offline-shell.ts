import { registerSW } from 'virtual:pwa-register';
import { showNotice } from '../parts/notice.tsx';
import { words } from './words.ts';

/** How often a page that stays open asks for a new version, in ms. */
const LOOK_EVERY_MS = 3_600_000;

/** Lets the page open without a network from now on, and tells when a new version waits. */
export function installOfflineShell(): void {
  if (!('serviceWorker' in navigator)) return;
  registerSW({
    onNeedRefresh: () => showNotice(words.newVersion),
    onRegisteredSW: (_url, registration) => {
      if (registration) setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
    },
  });
}
