import { useCallback, useSyncExternalStore } from 'react';

/** The widths at which the layout changes, the same as `phone` and `wide` in the styles. */
export const PHONE = '(width < 48rem)';
export const WIDE = '(width >= 75rem)';

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
