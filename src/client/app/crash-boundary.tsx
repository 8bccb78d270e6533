import { Component, type ReactNode } from 'react';
import { saveDrafts } from '../composer/drafts.ts';
import { BrokenPage } from './broken-page.tsx';
import { words } from './words.ts';

/** Catches what breaks while drawing: drafts are saved first, then the page offers to load again. */
export class CrashBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(): void {
    saveDrafts();
  }

  override render() {
    return this.state.broken ? <BrokenPage title={words.crashTitle} text={words.crashText} /> : this.props.children;
  }
}
