import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { goTo } from './place.ts';

interface PlaceLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
}

/** A link to a place in the app. A plain click stays in the page; every other click is the browser's. */
export function PlaceLink({ href, onClick, ...rest }: PlaceLinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(href);
  }
  return <a {...rest} href={href} onClick={follow} />;
}
