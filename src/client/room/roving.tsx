import { createContext, useContext, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';

interface Roving {
  stop: string;
  setStop: (key: string) => void;
}

const RovingContext = createContext<Roving>({ stop: '', setStop: () => undefined });

interface RovingGroupProps {
  /** The key of the item that Tab reaches first. */
  start: string;
  className?: string;
  children: ReactNode;
}

/** A list that is one tab stop: arrows, Home and End move inside it. */
export function RovingGroup({ start, className, children }: RovingGroupProps) {
  const [held, setHeld] = useState({ start, stop: start });
  if (held.start !== start) setHeld({ start, stop: start });
  const { stop } = held;
  const roving = useMemo(() => ({ stop, setStop: (key: string) => setHeld({ start, stop: key }) }), [start, stop]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
    const at = items.findIndex((item) => item === document.activeElement);
    if (at === -1) return;
    const moves: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[Math.max(0, Math.min(to, items.length - 1))]?.focus();
  }

  return (
    <RovingContext value={roving}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys belong to the links inside */}
      <div className={className} onKeyDown={onKeyDown}>
        {children}
      </div>
    </RovingContext>
  );
}

/** What an item of the group needs on its link or button. */
export function useRovingItem(key: string) {
  const { stop, setStop } = useContext(RovingContext);
  return { 'data-roving': key, tabIndex: stop === key ? 0 : -1, onFocus: () => setStop(key) };
}
