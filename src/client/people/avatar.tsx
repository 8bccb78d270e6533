import { classes } from '../parts/classes.ts';
import { groundOf } from './colour-of.ts';
import { initials } from './initials.ts';

export type Presence = 'here' | 'away' | 'gone';

interface AvatarProps {
  user: string;
  name: string;
  colour: number | null;
  /** px; on a phone a message's avatar is smaller, which `className` may say. */
  size: 20 | 28 | 32 | 36;
  /** Shown as a dot whose shape, not only its colour, tells the state. Left out where it is not known. */
  presence?: Presence | undefined;
  /** The surface behind it, for the ring around the dot. */
  on?: 'canvas' | 'sunken' | 'raised';
  className?: string | undefined;
}

const SIZES = {
  20: 'size-5 text-[11px]',
  28: 'size-7 text-[10px]',
  32: 'size-8 text-[11.5px]',
  36: 'size-9 text-[13px]',
};
const DOTS = { here: 'bg-ok', away: 'inset-ring-2 inset-ring-warn', gone: 'inset-ring-2 inset-ring-tick' };
const RINGS = { canvas: 'border-canvas', sunken: 'border-sunken', raised: 'border-raised' };
const GROUNDS = { canvas: 'bg-canvas', sunken: 'bg-sunken', raised: 'bg-raised' };

/** Somebody's initials on their colour. The name always stands beside it, so screen readers skip it. */
export function Avatar({ user, name, colour, size, presence, on = 'canvas', className }: AvatarProps) {
  return (
    <span
      data-paint
      aria-hidden="true"
      className={classes(
        'relative grid shrink-0 place-items-center rounded-full leading-none font-semi tracking-[0.01em] text-av-ink select-none',
        SIZES[size],
        groundOf(user, colour),
        className,
      )}
    >
      {initials(name, size === 20 ? 1 : 2)}
      {presence && (
        <i
          data-paint
          className={classes(
            'absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2',
            RINGS[on],
            DOTS[presence],
            presence !== 'here' && GROUNDS[on],
          )}
        />
      )}
    </span>
  );
}
