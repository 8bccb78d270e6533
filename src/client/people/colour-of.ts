import { COLOURS } from '#shared/chat/user.ts';

/** The grounds of avatars and tiles, 1 to 8. Written out, so that the styles know them. */
export const GROUNDS = ['bg-av-1', 'bg-av-2', 'bg-av-3', 'bg-av-4', 'bg-av-5', 'bg-av-6', 'bg-av-7', 'bg-av-8'] as const;

/** The colour (1 to 8) of somebody who chose none: it follows from the id alone, on every device (FNV-1a). */
export function defaultColour(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 0) % COLOURS) + 1;
}

/** The class of the ground for a chosen colour, or for the one that follows from the id. */
export function groundOf(id: string, colour: number | null): string {
  return GROUNDS[((colour ?? defaultColour(id)) - 1) % COLOURS] ?? GROUNDS[0];
}
