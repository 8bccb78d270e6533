/**
 * Invisible or direction-changing characters that let one name pass for another: controls, bidi
 * embeddings, overrides and isolates (Unicode TR 9), zero-width spaces, the byte-order mark.
 * U+200D (joiner) stays: emoji need it.
 */
const UNFIT_FOR_NAMES =
  // oxlint-disable-next-line no-control-regex -- controls are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/gu;

/** Control characters other than tab and line feed. They have no place in a message. */
// oxlint-disable-next-line no-control-regex -- controls are what this looks for
const UNFIT_FOR_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** Ends of lines and tabs: in a name each is a space. */
const LINES = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/**
 * Cleans a name that a person typed: NFC, no invisible or direction-changing characters, single
 * spaces, at most `limit` characters (Unicode code points). What is clean stays as it is.
 */
export function cleanName(name: string, limit: number): string {
  const clean = name
    .toWellFormed()
    .replaceAll('\ufffd', '')
    .replace(LINES, ' ')
    .replace(UNFIT_FOR_NAMES, '')
    // Not before: what was taken away may have stood between a letter and its accent.
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
  return [...clean].slice(0, limit).join('').trim();
}

/** Cleans text that a person typed or pasted: line feeds only, no other controls, whole characters. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/gu, '\n').replace(UNFIT_FOR_TEXT, '');
}

/** Tells whether text may be stored as it is: what is signed cannot be mended by the server. */
export function isCleanText(text: string): boolean {
  return text.isWellFormed() && text.search(UNFIT_FOR_TEXT) === -1;
}

/** Longest id of a room or channel, in UTF-16 code units. */
export const ID_LIMIT = 80;

/** No name is known that takes more than two. */
const MAX_PASSES = 8;

function normalised(name: string): string {
  const id = cleanName(name.normalize('NFKC'), ID_LIMIT)
    .toLowerCase()
    .replace(/\s+/gu, '-')
    .replace(/[/\\?#%&:;,"'`<>|*(){}[\]^~$!@=+]/gu, '')
    .normalize('NFC')
    .replace(/-{2,}/gu, '-')
    .replace(/^[.-]+/u, '');
  // Half a character at the cut becomes U+FFFD, which no name has.
  return id
    .slice(0, ID_LIMIT)
    .toWellFormed()
    .replace(/\ufffd$/u, '')
    .replace(/[.-]+$/u, '');
}

/**
 * Normalises a name to the id of its room or channel: NFKC, lower case, hyphens for spaces, without
 * the characters that mean something in a URL. Two servers that make the same name get the same id,
 * and an id gives itself. Empty where nothing usable is left.
 */
export function nameId(name: string): string {
  let id = normalised(name);
  // A lower-case letter can be longer than its capital, and what was apart can meet: until nothing changes.
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = normalised(id);
    if (next === id) return id;
    id = next;
  }
  return '';
}
