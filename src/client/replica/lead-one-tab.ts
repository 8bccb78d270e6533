import type { Lead } from '#shared/sync/outbox.ts';

interface Turn {
  aborted: boolean;
}

/**
 * Makes one tab of this browser the one that does some work: whoever holds the lock `name`. The next
 * one gets it when that tab is closed, crashes, or has it taken away.
 * @param prepare runs with the lock held, before `work`
 */
export function leadOneTab(
  name: string,
  prepare: () => Promise<void>,
  work: (turn: { readonly aborted: boolean }) => void,
): Lead {
  let ended = false;
  let steal = false;
  let queued = new AbortController();
  let turn: Turn | null = null;
  let giveBack = (): void => undefined;

  async function hold(): Promise<void> {
    const own: Turn = { aborted: false };
    turn = own;
    await prepare();
    if (own.aborted || ended) return;
    work(own);
    await new Promise<void>((resolve) => {
      giveBack = resolve;
    });
  }

  async function queue(): Promise<void> {
    while (!ended) {
      queued = new AbortController();
      const options: LockOptions = steal ? { steal: true } : { signal: queued.signal };
      steal = false;
      try {
        await navigator.locks.request(name, options, hold);
      } catch (cause) {
        // Aborted by us, or the lock was taken away by another tab. Anything else would come again at once.
        if (!(cause instanceof DOMException) || cause.name !== 'AbortError') return;
      }
      if (turn !== null) turn.aborted = true;
      turn = null;
    }
  }

  void queue();
  return {
    takeOver() {
      // A tab that nobody looks at takes nothing away from one that somebody may be looking at.
      if (turn !== null || document.visibilityState !== 'visible') return;
      steal = true;
      queued.abort();
    },
    end() {
      ended = true;
      if (turn !== null) turn.aborted = true;
      queued.abort();
      giveBack();
    },
  };
}
