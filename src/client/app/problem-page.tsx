import { Button } from '../parts/button.tsx';
import { Doorstep } from '../room/doorstep.tsx';
import { goTo } from './place.ts';
import { words } from './words.ts';

/** A calm page for an address or a room that cannot be shown, with a way out. */
export function ProblemPage({ title, text }: { title: string; text: string }) {
  return (
    <Doorstep>
      <h1 className="text-heading font-heading">{title}</h1>
      <p className="mt-1.5 mb-5 text-body wrap-anywhere text-text-2">{text}</p>
      <Button look="primary" large className="w-full" onClick={() => goTo('/?')}>
        {words.toStart}
      </Button>
    </Doorstep>
  );
}
