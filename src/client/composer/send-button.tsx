import { ArrowUp, Check, Clock } from 'lucide-react';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { words } from './words.ts';

interface SendButtonProps {
  ready: boolean;
  offline: boolean;
  editing: boolean;
  describedBy: string;
  onSend: () => void;
}

/** Sends, saves an edit, or says that the message will wait in a queue. It never takes the focus from the text. */
export function SendButton({ ready, offline, editing, describedBy, onSend }: SendButtonProps) {
  const queue = offline && ready;
  const label = editing ? words.save : queue ? words.queue : words.send;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-describedby={describedBy}
      aria-disabled={!ready}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => ready && onSend()}
      className={classes(
        'flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-code text-note font-semi',
        'phone:m-0.5 phone:size-9 phone:rounded-full phone:p-0',
        ready ? 'bg-accent text-on-accent hover:bg-accent-hover' : 'cursor-default bg-press text-text-3',
        queue || editing ? 'px-2.5' : 'w-8',
      )}
    >
      <Icon of={editing ? Check : queue ? Clock : ArrowUp} size={queue || editing ? 16 : 18} />
      {(queue || editing) && <span className="phone:hidden">{label}</span>}
    </button>
  );
}
