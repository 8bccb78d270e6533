import { createHash } from 'node:crypto';

/** `@AI` in any case, at the start or in the text, but not inside an address such as me@ai.example. */
const MENTION = /(?<![\p{L}\p{N}_.@-])@ai(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])/iu;

/** Whether a text addresses the AI. */
export function isAddressed(text: string): boolean {
  return MENTION.test(text);
}

/** What is asked, without the address. */
export function questionOf(text: string): string {
  return text
    .replace(new RegExp(MENTION, 'giu'), '')
    .replace(/^[\s,:;]+/u, '')
    .trim();
}

/**
 * The id of the answer to a question: a UUIDv7 of the question's time whose other bits follow from
 * the question, so that one question has one answer, also when it is met twice after a crash (L5).
 */
export function answerId(author: string, id: string): string {
  const bits = createHash('sha256').update(`answer ${author} ${id}`).digest('hex');
  const variant = ((parseInt(bits.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${id.slice(0, 13)}-7${bits.slice(0, 3)}-${variant}${bits.slice(4, 7)}-${bits.slice(7, 19)}`;
}
