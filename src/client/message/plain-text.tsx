import { Fragment, type ReactNode } from 'react';
import { splitLinks } from './links.ts';
import { SafeLink } from './safe-link.tsx';

/** Text as it was written, with its addresses as links. `tail` follows the last word on its line. */
export function PlainText({ text, tail }: { text: string; tail: ReactNode }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap">
      {splitLinks(text).map((piece, index) =>
        piece.href === null ? (
          <Fragment key={index}>{piece.text}</Fragment>
        ) : (
          <SafeLink key={index} href={piece.href}>
            {piece.text}
          </SafeLink>
        ),
      )}
      {tail}
    </p>
  );
}
