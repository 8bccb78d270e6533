import { useId } from 'react';

interface ChoiceProps<Value extends string> {
  label: string;
  options: Readonly<Record<Value, string>>;
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** A few options side by side, of which one holds. */
export function Choice<Value extends string>({ label, options, value, onChange, disabled = false }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="mb-4 disabled:opacity-60" disabled={disabled}>
      <legend className="mb-1.5 text-note font-semi">{label}</legend>
      <div className="flex rounded-code bg-sunken p-0.5 edge-soft">
        {(Object.entries(options) as [Value, string][]).map(([key, text]) => (
          <label
            key={key}
            className="relative grid h-8 flex-1 place-items-center rounded-row px-2 text-note text-text-2 has-checked:bg-raised has-checked:font-medium has-checked:text-text has-checked:shadow-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus phone:h-10"
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 m-0 cursor-pointer appearance-none outline-none"
              checked={key === value}
              onChange={() => onChange(key)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
