import { useLayoutEffect, useRef, type Ref, type TextareaHTMLAttributes } from 'react';

/** Browsers that size a field by its text themselves do so without laying the page out twice per key. */
const SIZES_ITSELF = CSS.supports('field-sizing', 'content');

interface GrowingTextProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  value: string;
  /** Lines after which it scrolls. */
  rows: number;
  ref: Ref<HTMLTextAreaElement>;
}

/** A text field as high as its text, up to a number of lines; `className` says the same to browsers that need no help. */
export function GrowingText({ value, rows, ref, ...rest }: GrowingTextProps) {
  const own = useRef<HTMLTextAreaElement | null>(null);

  useLayoutEffect(() => {
    const area = own.current;
    if (!area || SIZES_ITSELF) return;
    const line = Number.parseFloat(getComputedStyle(area).lineHeight);
    const padding =
      Number.parseFloat(getComputedStyle(area).paddingTop) + Number.parseFloat(getComputedStyle(area).paddingBottom);
    // A text of many lines is at its full height anyway: measuring 100,000 of them would take seconds.
    const long = value.split('\n', rows + 1).length > rows;
    if (!long) area.style.height = 'auto';
    const height = long ? Number.POSITIVE_INFINITY : area.scrollHeight;
    const most = line * rows + padding;
    area.style.height = `${Math.min(height, most)}px`;
    area.style.overflowY = height > most ? 'auto' : 'hidden';
  });

  return (
    <textarea
      {...rest}
      value={value}
      rows={1}
      ref={(area) => {
        own.current = area;
        if (typeof ref === 'function') ref(area);
        else if (ref) ref.current = area;
      }}
    />
  );
}
