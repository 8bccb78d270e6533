import { useSyncExternalStore } from 'react';

/** ms for which a notice stays. */
const STAYS = 6_000;

let notice: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: string | null): void {
  notice = next;
  for (const listener of listeners) listener();
}

/** Tells the person in a few words that something did not work. */
export function showNotice(problem: unknown): void {
  set(problem instanceof Error ? problem.message : String(problem));
  clearTimeout(timer);
  timer = setTimeout(() => set(null), STAYS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where notices appear: at the lower edge, over everything, read out at once. */
export function NoticeArea() {
  const text = useSyncExternalStore(subscribe, () => notice);
  return (
    <div role="alert" className="pointer-events-none fixed inset-x-0 bottom-24 z-50 flex justify-center px-4">
      {text !== null && <p className="max-w-120 rounded-card bg-raised px-4 py-3 text-row shadow-3">{text}</p>}
    </div>
  );
}
