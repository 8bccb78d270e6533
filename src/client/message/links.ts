/** A web or mail address within text. It stops before punctuation that ends a sentence. */
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}*_~]/giu;

/** Whether an address may be a link: web and mail only, never script, data or files. */
export function isSafeAddress(address: string): boolean {
  try {
    return ['http:', 'https:', 'mailto:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

export type Piece = { text: string; href: string | null };

/** Splits text into plain pieces and addresses, in order, nothing lost. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    let found = match[0];
    // A bracket that was opened inside the address belongs to it: …/Fish_(food).
    const next = text[match.index + found.length];
    if (next === ')' && found.includes('(')) found += next;
    if (!isSafeAddress(found)) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: found, href: found });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}
