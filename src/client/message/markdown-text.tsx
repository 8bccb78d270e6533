import { Square, SquareCheck } from 'lucide-react';
import { createContext, useContext, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Icon } from '../parts/icon.tsx';
import { Citation, isMessagePath } from './citation.tsx';
import { CodeBlock } from './code-block.tsx';
import { isSafeAddress } from './links.ts';
import { addTail, keepLineBreaks, TAIL } from './markdown-tree.ts';
import { SafeLink } from './safe-link.tsx';
import { words } from './words.ts';

const Tail = createContext<ReactNode>(null);

function heading({ children }: { children?: ReactNode }) {
  return (
    <p dir="auto" className="mt-1 font-strong">
      {children}
    </p>
  );
}

/** A message's parts in our own elements. Headings stay as large as text: a message is not a page. */
const components = {
  p: ({ children }) => (
    <p dir="auto" className="[p+&]:mt-1">
      {children}
    </p>
  ),
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  h5: heading,
  h6: heading,
  strong: ({ children }) => <strong className="font-strong">{children}</strong>,
  a: ({ href, children }) => {
    if (!href) return <>{children}</>;
    return isMessagePath(href) ? <Citation path={href}>{children}</Citation> : <SafeLink href={href}>{children}</SafeLink>;
  },
  // A picture from elsewhere would tell its server who reads here: it stays a link.
  img: ({ src, alt }) =>
    typeof src === 'string' && src !== '' ? <SafeLink href={src}>{words.image(alt ?? '')}</SafeLink> : <>{alt}</>,
  code: ({ children }) => (
    <code className="rounded-chip bg-code px-1 py-px font-mono text-note wrap-anywhere edge-soft">{children}</code>
  ),
  pre: ({ node }) => <CodeBlock node={node} />,
  ul: ({ children }) => <ul className="mt-1 w-full list-none [li>&]:mt-0">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="mt-1 w-full list-decimal pl-6 marker:text-text-3 [li>&]:mt-0">
      {children}
    </ol>
  ),
  li: ({ children }) => (
    <li
      dir="auto"
      className="[ul>&]:relative [ul>&]:ps-4 [ul>&]:before:absolute [ul>&]:before:start-1 [ul>&]:before:top-[9px] [ul>&]:before:size-1 [ul>&]:before:rounded-full [ul>&]:before:bg-text-3"
    >
      {children}
    </li>
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-1 border-l-2 border-line-control pl-2.5 text-text-2">{children}</blockquote>
  ),
  hr: () => <hr className="my-2 border-line" />,
  table: ({ children }) => (
    <div className="my-1 max-w-full min-w-0 overflow-x-auto" tabIndex={-1}>
      <table className="border-collapse text-row">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="border border-line bg-sunken px-2.5 py-1 text-start font-semi">{children}</th>,
  td: ({ children }) => <td className="border border-line px-2.5 py-1">{children}</td>,
  // Only a sign: nobody ticks off what somebody else wrote.
  input: ({ checked }) => (
    <>
      <Icon of={checked ? SquareCheck : Square} className="mr-0.5 inline-block align-[-3px] text-text-3" />
      <span className="sr-only">{checked ? words.done : words.notDone}</span>
    </>
  ),
  [TAIL]: function MessageTail() {
    return useContext(Tail);
  },
} satisfies Components & Record<string, unknown>;

/** A message with markdown in it. No HTML ever passes: what looks like a tag stays text. */
export function MarkdownText({ text, tail }: { text: string; tail: ReactNode }) {
  return (
    <Tail value={tail}>
      <Markdown
        remarkPlugins={[remarkGfm, keepLineBreaks]}
        rehypePlugins={[addTail]}
        components={components}
        urlTransform={(address) => (isSafeAddress(address) || isMessagePath(address) ? address : '')}
      >
        {text}
      </Markdown>
    </Tail>
  );
}
