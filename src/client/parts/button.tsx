import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'outlined' | 'quiet' | 'danger';
  large?: boolean;
  icon?: LucideIcon;
  ref?: Ref<HTMLButtonElement>;
}

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  outlined: 'bg-raised text-text edge hover:bg-hover',
  quiet: 'text-accent hover:bg-accent-soft',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover',
};

/** A button with words. One primary button a view. */
export function Button({ look = 'outlined', large = false, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(
        'inline-flex items-center justify-center gap-1.5 font-medium whitespace-nowrap',
        large ? 'h-10 rounded-code px-4 text-row phone:h-11' : 'h-8 rounded-row px-3 text-note phone:h-10',
        'disabled:bg-press disabled:text-text-3 disabled:shadow-none',
        LOOKS[look],
        className,
      )}
    >
      {icon && <Icon of={icon} size={14} />}
      {children}
    </button>
  );
}
