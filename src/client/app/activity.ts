import type { Activity } from '#shared/sync/presence.ts';

/** ms without input after which nobody is at this device. */
const IDLE_AFTER = 5 * 60_000;

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Tells whether the machine is locked (Idle Detection, in Chromium). */
interface IdleDetector extends EventTarget {
  readonly screenState: 'locked' | 'unlocked' | null;
  start(options: { threshold: number }): Promise<void>;
}

/**
 * Tells whether somebody is at this page: not where its tab is hidden, where there was no input for
 * five minutes, or where the machine is locked and the person allowed this page to know, which it
 * never asks for.
 */
export function followActivity(tell: (activity: Activity) => void): void {
  let lastInput = Date.now();
  let locked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    clearTimeout(timer);
    const left = lastInput + IDLE_AFTER - Date.now();
    const active = !document.hidden && !locked && left > 0;
    if (active) timer = setTimeout(look, left);
    tell(active ? 'active' : 'idle');
  }

  function onInput(): void {
    const before = lastInput;
    lastInput = Date.now();
    // The timer looks for itself when its time has come; only a return must be told at once.
    if (lastInput - before >= IDLE_AFTER) look();
  }

  for (const name of INPUTS) addEventListener(name, onInput, { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) lastInput = Date.now();
    look();
  });
  void followLock((now) => {
    locked = now;
    look();
  });
  look();
}

async function followLock(tell: (locked: boolean) => void): Promise<void> {
  const { IdleDetector: Detector } = globalThis as { IdleDetector?: new () => IdleDetector };
  if (Detector === undefined) return;
  try {
    const { state } = await navigator.permissions.query({ name: 'idle-detection' as PermissionName });
    if (state !== 'granted') return;
    const detector = new Detector();
    detector.addEventListener('change', () => tell(detector.screenState === 'locked'));
    await detector.start({ threshold: 60_000 });
  } catch {
    // A browser that has it but does not let this page use it: the other signs remain.
  }
}
