import { useRef, type PointerEvent } from 'react';

/** ms a finger rests before it means "what can I do with this". */
const REST = 450;
/** px it may tremble. */
const TREMBLE = 10;

/** Handlers that notice a long press with a finger. A press on a link or button stays the browser's. */
export function useLongPress(onPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerDown(event: PointerEvent): void {
      stop();
      if (event.pointerType !== 'touch' || (event.target as Element).closest('a, button')) return;
      start.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(onPress, REST);
    },
    onPointerMove(event: PointerEvent): void {
      if (Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y) > TREMBLE) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  };
}
