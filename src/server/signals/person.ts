import type { Activity, Present } from './signals.ts';

/** One connection of a person. */
export interface PresentDevice {
  readonly user: string;
  activity: Activity;
  typing: string | null;
  /** Ends the typing where its device does not say so again. */
  expiry: NodeJS.Timeout | undefined;
}

/** A person in one room: the sum of their devices. */
export class Person {
  readonly user: string;
  readonly devices = new Set<PresentDevice>();
  /** Runs while no device is here and the person is not yet gone. */
  grace: NodeJS.Timeout | undefined;
  /** What the listeners were told last; null if they do not know of them. */
  told: Present | null = null;
  #activity: Activity;
  #since: number;

  constructor(user: string, activity: Activity, now: number) {
    this.user = user;
    this.#activity = activity;
    this.#since = now;
  }

  /** Takes note of what the devices do now. A person without any stays as they were until the grace is over. */
  refresh(now: number): void {
    if (this.devices.size === 0) return;
    const activity = [...this.devices].some((device) => device.activity === 'active') ? 'active' : 'idle';
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#since = now;
  }

  get present(): Present {
    const typing = [...this.devices].findLast((device) => device.typing !== null)?.typing ?? null;
    return { user: this.user, activity: this.#activity, since: this.#since, typing };
  }

  /** Whether the listeners know something else than what is so. */
  get changed(): boolean {
    const { told, present } = this;
    return told === null || told.activity !== present.activity || told.typing !== present.typing;
  }
}
