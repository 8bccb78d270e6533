const LOCALE = 'en-GB';
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockWithSeconds = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
const dayAndYear = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short' });

/** `09:12`, of ms since 1970. */
export const clockTime = (at: number): string => clock.format(at);
/** `09:12:04`, of ms since 1970. */
export const exactTime = (at: number): string => clockWithSeconds.format(at);
/** `Saturday 14 March 2026 at 09:12`, of ms since 1970. */
export const fullTime = (at: number): string => full.format(at);

/** The local day of a moment (ms since 1970), as its midnight in ms. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `Today`, `Yesterday`, `Wednesday 4 March`, with the year where it is another one. Both in ms since 1970. */
export function dayName(at: number, now: number): string {
  const today = startOfDay(now);
  const that = startOfDay(at);
  if (that === today) return 'Today';
  if (that === startOfDay(today - 1)) return 'Yesterday';
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(at);
}
