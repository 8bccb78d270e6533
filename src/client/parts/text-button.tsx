import type { ButtonHTMLAttributes } from 'react';
import { classes } from './classes.ts';

/** A button that reads as part of a sentence. */
export function TextButton({ className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={classes('rounded-chip px-1 py-0.5 text-note font-medium text-accent hover:bg-accent-soft', className)}
    />
  );
}
