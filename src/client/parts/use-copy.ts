import { useEffect, useRef, useState } from 'react';

/** ms for which a copy button says that it has copied. */
const SAID = 2_000;

/** Puts text on the clipboard, also where the page is not served over HTTPS. Resolves to whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.className = 'fixed top-0 opacity-0';
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}

/** Whether something was copied just now, and how to copy. */
export function useCopy(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  async function copyAndSay(text: string): Promise<void> {
    setCopied(await copyText(text));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SAID);
  }
  function copy(text: string): void {
    void copyAndSay(text);
  }
  return [copied, copy];
}
