import { useId, type InputHTMLAttributes, type Ref } from 'react';
import { classes } from './classes.ts';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value, in words for people. */
  problem?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

/** A labelled line of text, with its hint or what is wrong with it below. */
export function TextField({ label, hint, problem, className, ...rest }: TextFieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-note font-semi">
        {label}
      </label>
      <input
        id={id}
        dir="auto"
        {...rest}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="block h-10 w-full rounded-code bg-raised px-3 text-row edge outline-none focus:edge-focus touch:text-touch phone:h-12"
      />
      {note !== undefined && (
        <p id={`${id}-note`} className={classes('mt-1.5 text-meta', problem === undefined ? 'text-text-3' : 'text-danger')}>
          {note}
        </p>
      )}
    </div>
  );
}
