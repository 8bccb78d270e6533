import { type ComponentType, lazy, type ReactNode, useState } from 'react';
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

/** A component that is not part of the main program. */
export interface LazyPart<P> {
  (props: P): ReactNode;
  /** Fetches it, so that it is drawn without a wait. Rejects where it cannot be had now. */
  preload(): Promise<unknown>;
}

/**
 * A component that is fetched when it is shown first, or when {@link preloadParts} comes to it.
 * Without a network it waits for one: nothing else on the page breaks because a menu is not here.
 * @param load rejects where the part cannot be fetched now
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  let loading: Promise<ComponentType<P>> | null = null;
  let here: ComponentType<P> | null = null;
  /** One request for whoever asks; a failed one is forgotten. */
  async function preload(): Promise<ComponentType<P>> {
    try {
      loading ??= load();
      return (here = await loading);
    } catch (cause) {
      loading = null;
      throw cause;
    }
  }
  async function untilHere(): Promise<{ default: ComponentType<P> }> {
    for (let failures = 0, wait = AGAIN_MS.first; ; wait = Math.min(AGAIN_MS.most, wait * 2)) {
      try {
        return { default: await preload() };
      } catch {
        failures += 1;
        if (failures === TELL_AFTER) showNotice(NOT_HERE);
        await pause(wait);
      }
    }
  }
  const Later = lazy(untilHere);
  function Part(props: P) {
    // What is here is drawn at once: React shows what it had to wait for 300 ms after its placeholder, at the earliest.
    const [Drawn] = useState<ComponentType<P>>(() => here ?? Later);
    return <Drawn {...props} />;
  }
  parts.push(preload);
  return Object.assign(Part, { preload });
}

/** Fetches all parts, one after the other: the first click finds them here, also when the network is gone by then. */
export async function preloadParts(): Promise<void> {
  for (const load of parts) await load().catch(() => undefined);
}
