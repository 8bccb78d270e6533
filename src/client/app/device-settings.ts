import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

/** What a person set for this device only. It never leaves it. */
export interface DeviceSettings {
  theme: ThemeChoice;
  density: Density;
  /** Whether the people panel stands beside the messages where there is room for it. */
  people: boolean;
}

const KEY = 'parley.device';
const DEFAULTS: DeviceSettings = { theme: 'system', density: 'comfortable', people: true };
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let settings = read();

function read(): DeviceSettings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<DeviceSettings>) };
  } catch {
    return DEFAULTS;
  }
}

function apply(): void {
  const root = document.documentElement;
  root.dataset['theme'] = settings.theme === 'system' ? (dark.matches ? 'dark' : 'light') : settings.theme;
  root.dataset['density'] = settings.density;
  for (const listener of listeners) listener();
}

/** Puts the theme on the page and keeps it in step with the system and with other tabs. Called once. */
export function followDeviceSettings(): void {
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    settings = read();
    apply();
  });
}

/** Changes settings of this device and keeps them. */
export function changeDeviceSettings(patch: Partial<DeviceSettings>): void {
  settings = { ...settings, ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A full or forbidden storage: the choice holds until the page is left.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The settings of this device, always current. */
export function useDeviceSettings(): DeviceSettings {
  return useSyncExternalStore(subscribe, () => settings);
}
