/** Signs of markdown: code, emphasis, a link, or a line that begins as a heading, list, quote, table or rule. */
const SIGNS = /[`*_~]|\]\(|^ {0,3}(?:#{1,6} |>|[-+] |\d{1,9}[.)] |\||---|:?-+:? *\|)/mu;

/** Markers nested deeper than anybody writes on purpose; a parser would drown in them. */
const TOO_DEEP = /^(?:\s*(?:>|[-+*]|\d{1,9}[.)])){12}/mu;
const TOO_MANY = /[[*_~]{40}/u;

/** Whether text must go through the markdown parser; all other text is shown as it is, at once. */
export function hasMarkdown(text: string): boolean {
  return SIGNS.test(text) && !TOO_DEEP.test(text) && !TOO_MANY.test(text);
}
