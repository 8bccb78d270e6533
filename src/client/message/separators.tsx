import { words } from './words.ts';

/** The day that begins here. */
export function DaySeparator({ name }: { name: string }) {
  return (
    <div className="-mb-0.5 flex items-center gap-3 px-(--spacing-gutter) pt-4 text-meta font-semi text-text-2 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line phone:px-3">
      {name}
    </div>
  );
}

/** What follows came while nobody looked. */
export function NewSeparator() {
  return (
    <div className="-mb-0.5 flex items-center gap-3 px-(--spacing-gutter) pt-3 text-meta font-semi text-ember before:h-px before:flex-1 before:bg-ember/55 phone:px-3">
      {words.newMessages}
    </div>
  );
}
