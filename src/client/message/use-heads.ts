import { useState } from 'react';

const NONE: ReadonlySet<string> = new Set();

/** The keys of all messages that were the oldest one of the list once. */
export function useHeads(oldest: string | undefined): ReadonlySet<string> {
  const [heads, setHeads] = useState(NONE);
  if (oldest === undefined || heads.has(oldest)) return heads;
  const next = new Set([...heads, oldest]);
  setHeads(next);
  return next;
}
