/** The mark of the app: a speech bubble with an ember in it. */
export function ServerMark() {
  return (
    <svg className="block size-7 shrink-0" viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="8" className="fill-accent" />
      <path d="M8 22V12.5a6.2 6.2 0 1 1 6.2 6.2c-1 0-1.9-.2-2.7-.6L8 22Z" className="fill-on-accent" />
      <circle cx="14.2" cy="12.5" r="2.1" fill="#f0935c" />
    </svg>
  );
}
