import { HardDrive } from 'lucide-react';
import { Icon } from '../parts/icon.tsx';
import { useStorage } from './hooks.ts';
import { words } from './words.ts';

/** Says quietly that this device does not keep what it should. */
export function StorageBanner() {
  const storage = useStorage();
  if (storage === 'ok') return <output />;
  return (
    <output className="flex min-h-9 shrink-0 items-center gap-2.5 border-b border-line bg-sunken px-5 py-1.5 text-note text-text-2 phone:px-3">
      <Icon of={HardDrive} size={16} className="shrink-0 text-text-3" />
      <span className="min-w-0">{storage === 'none' ? words.keepsNothing : words.storageFull}</span>
    </output>
  );
}
