import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCopy } from '../parts/use-copy.ts';
import { IconButton } from '../parts/icon-button.tsx';
import type { Highlighted } from './highlight.ts';
import { useInnerTabIndex } from './inner-stop.ts';
import { words } from './words.ts';

/** The part of a code element that is read: its language and its text. */
interface CodeNode {
  children?: { properties?: Record<string, unknown>; children?: { value?: string }[] }[];
}

/** Code longer than this is shown without colours, in UTF-16 code units. */
const COLOUR_LIMIT = 10_000;

function useColours(text: string, language: string): Highlighted | null {
  const [result, setResult] = useState<{ text: string; language: string; lines: Highlighted | null } | null>(null);
  useEffect(() => {
    async function colour(): Promise<void> {
      const { highlight } = await import('./highlight.ts');
      setResult({ text, language, lines: await highlight(text, language) });
    }
    // Without colours the code reads as well.
    if (language !== '' && text.length <= COLOUR_LIMIT) colour().catch(() => undefined);
  }, [text, language]);
  return result?.text === text && result.language === language ? result.lines : null;
}

/** A block of code with its language and a copy button. The colours come later and change no height. */
export function CodeBlock({ node }: { node: unknown }) {
  const code = (node as CodeNode | undefined)?.children?.[0];
  const text = (code?.children?.[0]?.value ?? '').replace(/\n$/u, '');
  const name = String(code?.properties?.['className'] ?? '').match(/language-(\S+)/u)?.[1] ?? '';
  const lines = useColours(text, name.toLowerCase());
  const [copied, copy] = useCopy();
  const tabIndex = useInnerTabIndex();
  return (
    <figure className="relative my-1.5 mb-1 w-full min-w-0 overflow-hidden rounded-code bg-code edge-soft">
      <figcaption className="flex h-7 items-center gap-2 border-b border-line pr-1 pl-3 text-meta text-text-3">
        <span className="truncate">{name}</span>
        <IconButton
          icon={copied ? Check : Copy}
          label={copied ? words.copied : words.copyCode}
          size={24}
          dense
          tabIndex={tabIndex}
          className="ml-auto"
          onClick={() => copy(text)}
        />
      </figcaption>
      <pre dir="ltr" tabIndex={tabIndex} className="overflow-x-auto px-3 pt-2 pb-2.5 font-mono text-note whitespace-pre">
        {lines === null
          ? text
          : lines.map((line, index) => (
              <span key={index}>
                {line.map((token, at) => (
                  <span key={at} style={token.colour === undefined ? undefined : { color: token.colour }}>
                    {token.text}
                  </span>
                ))}
                {index < lines.length - 1 && '\n'}
              </span>
            ))}
      </pre>
    </figure>
  );
}
