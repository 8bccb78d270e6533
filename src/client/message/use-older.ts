import { useCallback, useEffect, useRef } from 'react';
import type { MessagesView } from '../app/views.ts';

interface OlderOptions {
  view: MessagesView & { loadOlder(): Promise<void> };
  connected: boolean;
}

/** Fetches older messages, one page at a time, as long as there are any and a server to ask. */
export function useOlder({ view, connected }: OlderOptions): () => void {
  const { atStart, loadOlder } = view;
  const busy = useRef(false);
  const latest = useRef({ atStart, connected, loadOlder });
  useEffect(() => {
    latest.current = { atStart, connected, loadOlder };
  });
  return useCallback(() => {
    const now = latest.current;
    if (busy.current || now.atStart || !now.connected) return;
    busy.current = true;
    now
      .loadOlder()
      // What went wrong shows as the state of the connection; the next look tries again.
      .catch(() => undefined)
      .finally(() => {
        busy.current = false;
      });
  }, []);
}
