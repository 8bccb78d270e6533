import { ArrowDown } from 'lucide-react';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from './words.ts';

/** The way back down, with how many messages came meanwhile. */
export function NewPill({ many, onClick }: { many: number; onClick: () => void }) {
  return (
    <button
      type="button"
      title={words.toLatest}
      aria-label={many === 0 ? words.toLatest : undefined}
      onClick={onClick}
      className={classes(
        'absolute bottom-3 left-1/2 z-3 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full text-note font-semi shadow-3 phone:h-9',
        many === 0 ? 'w-8 justify-center bg-raised text-text-2 hover:text-text phone:w-9' : 'bg-ember pr-3.5 pl-3 text-on-ember',
      )}
    >
      <Icon of={ArrowDown} />
      {many > 0 && words.pill(many)}
    </button>
  );
}
