import { useSyncExternalStore } from 'react';

const WINDOW_EVENTS = ['focus', 'blur'] as const;

function subscribe(listener: () => void): () => void {
  for (const name of WINDOW_EVENTS) addEventListener(name, listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    for (const name of WINDOW_EVENTS) removeEventListener(name, listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

/** Whether the person is looking at this page: it is visible and its window has the focus. */
export function usePresent(): boolean {
  return useSyncExternalStore(subscribe, () => !document.hidden && document.hasFocus());
}
