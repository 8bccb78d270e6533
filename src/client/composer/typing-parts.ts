/** A part of the sentence that tells who types: a name, or the words around it. */
export interface TypingPart {
  readonly text: string;
  readonly name: boolean;
}

const named = (text: string): TypingPart => ({ text, name: true });
const plain = (text: string): TypingPart => ({ text, name: false });

/** The sentence that tells who types, in parts: “Ada is typing”, “Ada and Bo are typing”, “Ada and 2 others are typing”. */
export function typingParts(names: readonly string[]): TypingPart[] {
  const [first, second] = names;
  if (first === undefined) return [];
  if (second === undefined) return [named(first), plain(' is typing')];
  if (names.length === 2) return [named(first), plain(' and '), named(second), plain(' are typing')];
  return [named(first), plain(` and ${names.length - 1} others are typing`)];
}
