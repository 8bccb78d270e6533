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

/**
 * Cleans a name that a person typed: NFC, no invisible or direction-changing characters, single
 * spaces, at most `limit` characters (Unicode code points).
 */
export function cleanName(name: string, limit: number): string {
  const clean = name
    .toWellFormed()
    .replaceAll('\ufffd', '')
    .normalize('NFC')
    .replace(UNFIT_FOR_NAMES, '')
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

/**
 * Normalises a name to the id of its room or channel: NFKC, lower case, hyphens for spaces, without
 * the characters that mean something in a URL. Two servers that make the same name get the same id.
 * Empty where nothing usable is left.
 */
export function nameId(name: string): string {
  return cleanName(name.normalize('NFKC'), 80)
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s+/gu, '-')
    .replace(/[/\\?#%&:;,"'`<>|*(){}[\]^~$!@=+]/gu, '')
    .replace(/-{2,}/gu, '-')
    .replace(/^[.-]+|[.-]+$/gu, '');
}
