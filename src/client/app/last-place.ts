const KEY = 'parley.last-room';

/** The room this device showed last, or null. */
export function lastRoom(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Remembers the room for the next visit to `/`; null forgets it. */
export function rememberRoom(room: string | null): void {
  try {
    if (room === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, room);
  } catch {
    // Without storage the next visit begins at the landing page.
  }
}
