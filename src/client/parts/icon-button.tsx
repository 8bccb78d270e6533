import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  /** What the button does; its name for screen readers and its tooltip. */
  label: string;
  /** px of the button on desktop; on a phone it is 44 unless `dense`. */
  size?: 24 | 28 | 32;
  dense?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

const SIZES = { 24: 'size-6', 28: 'size-7', 32: 'size-8' };

/** A square button with an icon and a name. */
export function IconButton({ icon, label, size = 32, dense = false, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classes(
        'grid shrink-0 place-items-center rounded-row text-text-2 hover:bg-press hover:text-text',
        'aria-expanded:bg-press aria-expanded:text-text',
        SIZES[size],
        !dense && 'phone:size-11',
        className,
      )}
    >
      <Icon of={icon} size={size === 32 ? 18 : size === 28 ? 16 : 14} />
    </button>
  );
}
