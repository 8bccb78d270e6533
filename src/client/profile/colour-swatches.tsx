import { Check } from 'lucide-react';
import { useId } from 'react';
import { classes } from '../parts/classes.ts';
import { Icon } from '../parts/icon.tsx';
import { GROUNDS } from '../people/colour-of.ts';
import { words } from './words.ts';

/** The colours of avatars to choose from, 1 to 8. */
export function ColourSwatches({ value, onChange }: { value: number; onChange: (colour: number) => void }) {
  const name = useId();
  return (
    <fieldset className="mb-5">
      <legend className="mb-1.5 text-note font-semi">{words.colour}</legend>
      <div className="flex gap-2.5 phone:justify-between phone:gap-1">
        {GROUNDS.map((ground, index) => (
          <label
            key={ground}
            data-paint
            title={words.colourOf(index + 1)}
            className={classes(
              'relative grid size-8 place-items-center rounded-full text-av-ink has-checked:ring-2 has-checked:ring-focus has-checked:ring-offset-2 has-checked:ring-offset-raised has-focus-visible:outline-2 has-focus-visible:outline-offset-[5px] has-focus-visible:outline-focus',
              ground,
            )}
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 m-0 cursor-pointer appearance-none rounded-full outline-none"
              aria-label={words.colourOf(index + 1)}
              checked={value === index + 1}
              onChange={() => onChange(index + 1)}
            />
            {value === index + 1 && <Icon of={Check} />}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
