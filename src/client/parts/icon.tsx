import type { LucideIcon } from 'lucide-react';

interface IconProps {
  of: LucideIcon;
  /** px */
  size?: 12 | 14 | 16 | 18 | 20 | 24;
  className?: string;
}

/** An icon that only repeats what the words beside it say, so screen readers skip it. */
export function Icon({ of: Glyph, size = 16, className = '' }: IconProps) {
  return <Glyph size={size} strokeWidth={size === 12 ? 2 : 1.75} aria-hidden="true" className={`block shrink-0 ${className}`} />;
}
