import type { ReactNode } from 'react';
import { useInnerTabIndex } from './inner-stop.ts';

/** A link that somebody wrote. It opens outside, and tells the other side nothing about us. */
export function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  const tabIndex = useInnerTabIndex();
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      tabIndex={tabIndex}
      className="text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current"
    >
      {children}
    </a>
  );
}
