/** What a message may show before it is folded. */
const CHARACTERS = 2_000;
const LINES = 24;
/** Folding must save something: a message slightly longer is shown whole. */
const SLACK = 1.3;

/** The beginning of a very long text, cut between lines or words; null where the text is short enough to show whole. */
export function clip(text: string): string | null {
  const lines = text.split('\n', Math.ceil(LINES * SLACK) + 1);
  if (text.length <= CHARACTERS * SLACK && lines.length <= LINES * SLACK) return null;
  const head = lines.slice(0, LINES).join('\n');
  if (head.length <= CHARACTERS) return head;
  const cut = head.slice(0, CHARACTERS);
  const space = Math.max(cut.lastIndexOf(' '), cut.lastIndexOf('\n'));
  // A word without end is cut anywhere, but not inside a character.
  return (space > CHARACTERS / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/u, '');
}
