import { Button } from '../parts/button.tsx';
import { words } from './words.ts';

/** What is shown where nothing else can be: why, and that nothing is lost. */
export function BrokenPage({ title, text }: { title: string; text: string }) {
  return (
    <main className="grid h-full place-items-center bg-sunken p-5">
      <div role="alert" className="w-full max-w-110 rounded-card bg-raised p-7 shadow-2">
        <h1 className="text-heading font-heading">{title}</h1>
        <p className="mt-1.5 mb-5 text-body text-text-2">{text}</p>
        <Button look="primary" large className="w-full" onClick={() => location.reload()}>
          {words.reload}
        </Button>
      </div>
    </main>
  );
}
