import { cleanText } from '#shared/chat/text.ts';

/** Cleans what was typed for sending: no control characters, no empty lines around it. Empty where nothing is left. */
export function outgoing(text: string): string {
  return cleanText(text)
    .replace(/^(?:[^\S\n]*\n)+/u, '')
    .trimEnd();
}

/** How far from the limit the count begins to show, in UTF-16 code units. */
const NEAR = 500;

export interface Room {
  /** UTF-16 code units left; below zero: how many are too many. */
  left: number;
  near: boolean;
  over: boolean;
}

/** How much more may be written, by the same measure as the server's. */
export function roomLeft(text: string, limit: number): Room {
  const left = limit - text.length;
  return { left, near: left <= NEAR, over: left < 0 };
}
