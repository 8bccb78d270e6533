import { useEffect, useState } from 'react';
import { useConnection } from './hooks.ts';

/** ms for which a lost connection is not mentioned, so that nothing blinks. */
const GRACE = 2_000;
/** ms after which a first connection that does not come about is mentioned. */
const PATIENCE = 6_000;

/** Whether the page should say that it has no connection: it went a while ago, or never came. */
export function useOffline(): boolean {
  const { state, since } = useConnection();
  const [now, setNow] = useState(Date.now);
  const due = state === 'live' ? Number.POSITIVE_INFINITY : since + (state === 'offline' ? GRACE : PATIENCE);

  useEffect(() => {
    if (due === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  }, [due]);

  return due <= now || due <= Date.now();
}
