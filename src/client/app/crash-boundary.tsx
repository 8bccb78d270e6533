import { Component, type ReactNode } from 'react';
import { saveDrafts } from '../composer/drafts.ts';
import { Button } from '../parts/button.tsx';
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
    if (!this.state.broken) return this.props.children;
    return (
      <main className="grid h-full place-items-center bg-sunken p-5">
        <div role="alert" className="w-full max-w-110 rounded-card bg-raised p-7 shadow-2">
          <h1 className="text-heading font-heading">{words.crashTitle}</h1>
          <p className="mt-1.5 mb-5 text-body text-text-2">{words.crashText}</p>
          <Button look="primary" large className="w-full" onClick={() => location.reload()}>
            {words.reload}
          </Button>
        </div>
      </main>
    );
  }
}
