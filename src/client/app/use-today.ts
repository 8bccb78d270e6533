import { useEffect, useState } from 'react';
import { startOfDay } from './time.ts';

/** The midnight with which today began, in ms since 1970; it moves on while the page stays open. */
export function useToday(): number {
  const [today, setToday] = useState(() => startOfDay(Date.now()));
  useEffect(() => {
    // Not one long timer: a laptop that slept would wake up in yesterday.
    const timer = setInterval(() => setToday(startOfDay(Date.now())), 60_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}
