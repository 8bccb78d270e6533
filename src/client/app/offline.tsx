import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useConnection } from './hooks.ts';

/** ms for which a lost connection is not mentioned, so that nothing blinks. */
const GRACE = 2_000;
/** ms after which a first connection that does not come about is mentioned. */
const PATIENCE = 6_000;

const Offline = createContext(false);

/** Finds out, once for the whole page, whether it should say that it has no connection. */
export function OfflineProvider({ children }: { children: ReactNode }) {
  const { state, since } = useConnection();
  const [passed, setPassed] = useState<number | null>(null);
  const due = state === 'live' ? null : since + (state === 'offline' ? GRACE : PATIENCE);

  useEffect(() => {
    if (due === null) return undefined;
    const timer = setTimeout(() => setPassed(due), Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  }, [due]);

  return <Offline value={due !== null && passed === due}>{children}</Offline>;
}

/** Whether the page should say that it has no connection: it went a while ago, or never came. */
export function useOffline(): boolean {
  return useContext(Offline);
}
