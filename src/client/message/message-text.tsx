import { Component, memo, Suspense, useState, type ReactNode } from 'react';
import { lazyPart } from '../parts/lazy-part.tsx';
import { TextButton } from '../parts/text-button.tsx';
import { clip } from './clip.ts';
import { hasMarkdown } from './has-markdown.ts';
import { useInnerTabIndex } from './inner-stop.ts';
import { PlainText } from './plain-text.tsx';
import { words } from './words.ts';

const MarkdownText = lazyPart(() => import('./markdown-text.tsx').then((module) => module.MarkdownText));

/** Fetches the markdown parser before a message needs it, so that none changes its height later. It never rejects. */
export async function preloadMarkdown(): Promise<void> {
  await MarkdownText.preload().catch(() => undefined);
}

/** Shows the plain text where the parser fails. */
class PlainInstead extends Component<{ plain: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? this.props.plain : this.props.children;
  }
}

/** A message's text: plain or markdown, folded when it is very long. `tail` follows its last word. */
export const MessageText = memo(function MessageText({ text, tail }: { text: string; tail: ReactNode }) {
  const [whole, setWhole] = useState(false);
  const tabIndex = useInnerTabIndex();
  const beginning = clip(text);
  const shown = beginning === null || whole ? text : beginning;
  const plain = <PlainText text={shown} tail={tail} />;
  return (
    <div className="max-w-text text-body wrap-anywhere compact:text-row">
      {hasMarkdown(shown) ? (
        <PlainInstead plain={plain}>
          <Suspense fallback={plain}>
            <MarkdownText text={shown} tail={tail} />
          </Suspense>
        </PlainInstead>
      ) : (
        plain
      )}
      {beginning !== null && (
        <TextButton tabIndex={tabIndex} aria-expanded={whole} className="-ml-1 block" onClick={() => setWhole(!whole)}>
          {whole ? words.showLess : words.showAll(text.length)}
        </TextButton>
      )}
    </div>
  );
});
