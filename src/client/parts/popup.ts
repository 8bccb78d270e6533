/** The classes of everything that rises above the page. */
export const POPUP =
  'origin-(--transform-origin) rounded-box bg-raised text-text shadow-3 outline-none transition-[opacity,transform] duration-160 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0';
export const SCRIM =
  'fixed inset-0 bg-scrim transition-opacity duration-160 data-ending-style:opacity-0 data-starting-style:opacity-0';
