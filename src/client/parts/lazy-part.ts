import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { showNotice } from './notice.tsx';

/** Shortest and longest wait before a part is asked for again, in ms. */
const AGAIN_MS = { first: 500, most: 8_000 };

/** Failures after which the person is told. */
const TELL_AFTER = 2;

const NOT_HERE = 'This part of the page is not on this device yet. It opens as soon as the server answers.';

const parts: (() => Promise<unknown>)[] = [];

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}

/**
 * A component that is fetched when it is shown first, or when {@link preloadParts} comes to it.
 * Without a network it waits for one: nothing else on the page breaks because a menu is not here.
 * @param load rejects where the part cannot be fetched now
 */
export function lazyPart<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  let loaded: Promise<ComponentType<P>> | null = null;
  /** One request for whoever asks; a failed one is forgotten. */
  function once(): Promise<ComponentType<P>> {
    loaded ??= load().catch((cause: unknown) => {
      loaded = null;
      throw cause;
    });
    return loaded;
  }
  async function untilHere(): Promise<{ default: ComponentType<P> }> {
    for (let failures = 0, wait = AGAIN_MS.first; ; wait = Math.min(AGAIN_MS.most, wait * 2)) {
      try {
        return { default: await once() };
      } catch {
        failures += 1;
        if (failures === TELL_AFTER) showNotice(NOT_HERE);
        await pause(wait);
      }
    }
  }
  parts.push(once);
  return lazy(untilHere);
}

/** Fetches all parts, one after the other: the first click finds them here, also when the network is gone by then. */
export async function preloadParts(): Promise<void> {
  for (const load of parts) await load().catch(() => undefined);
}
