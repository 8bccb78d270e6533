import type { Page } from '@playwright/test';

/** A message that moved although nobody scrolled. */
export interface Jump {
  message: string;
  /** px, downwards positive; 'gone' when a frame did not show it at all. */
  by: number | 'gone';
}

/**
 * Scrolls the messages up by most of a screen, again and again, until `goal` is there or nothing
 * older comes. After each step the hands are off: whatever then moves in sight by more than a pixel
 * is a jump.
 */
export function scrollUpUntil(page: Page, goal: string): Promise<{ jumps: Jump[]; reached: boolean; steps: number }> {
  return page.evaluate(async (wanted) => {
    const feed = document.querySelector<HTMLElement>('[role="feed"]');
    if (feed === null) throw new Error('there is no feed');
    const jumps: Jump[] = [];
    /** After the next frame is painted. */
    const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    // Changes its size in every frame: what is told of that comes after the layout, and last before the paint.
    const probe = document.body.appendChild(document.createElement('div'));
    probe.style.cssText = 'position: fixed; visibility: hidden; width: 1px; height: 1px';
    let onLaidOut = (): void => undefined;
    new ResizeObserver(() => onLaidOut()).observe(probe);
    /**
     * What is wrong with the next frame as it is painted; null where nothing is. What tasks before it
     * leave for the frame itself to put right (scroll events, measured heights) nobody sees.
     */
    const wrongWith = (look: () => Jump['by'] | null): Promise<Jump['by'] | null> =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          probe.style.width = probe.style.width === '1px' ? '2px' : '1px';
          onLaidOut = () => {
            const wrong = look();
            setTimeout(() => resolve(wrong));
          };
        });
      });
    const reached = (): boolean => feed.textContent.includes(wanted);
    const oldest = (): string | undefined => feed.querySelector<HTMLElement>('[data-message]')?.dataset['message'];
    /** A message at the middle; none where the rows of this place are not drawn yet, but those of another. */
    const inSight = (): HTMLElement | undefined => {
      const { top, bottom } = feed.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      return [...feed.querySelectorAll<HTMLElement>('[data-message]')].find((message) => {
        const place = message.getBoundingClientRect();
        return place.bottom > middle && place.top < bottom;
      });
    };

    let steps = 0;
    for (; steps < 400 && !reached(); steps += 1) {
      feed.scrollTop -= feed.clientHeight * 0.8;
      await painted();
      await painted();
      let held = inSight();
      for (let frame = 0; frame < 60 && held === undefined; frame += 1) {
        await painted();
        held = inSight();
      }
      if (held === undefined) {
        jumps.push({ message: 'nothing in sight', by: 'gone' });
        continue;
      }
      const before = held.getBoundingClientRect().top;
      const id = held.dataset['message'] ?? '';
      let quiet = 0;
      let last = oldest();
      // Until nothing older has come for a while, or long enough at the very top.
      for (let frame = 0; frame < 120 && quiet < (feed.scrollTop < feed.clientHeight ? 30 : 6); frame += 1) {
        const by = await wrongWith(() => {
          // Looked up anew: a message that was drawn again is another element, and one that is not there is a flicker.
          const there = feed.querySelector<HTMLElement>(`[data-message="${id}"]`);
          if (there === null) return 'gone';
          const moved = there.getBoundingClientRect().top - before;
          return Math.abs(moved) > 1 ? moved : null;
        });
        if (by !== null) jumps.push({ message: id, by });
        quiet = oldest() === last ? quiet + 1 : 0;
        last = oldest();
      }
    }
    return { jumps, reached: reached(), steps };
  }, goal);
}
