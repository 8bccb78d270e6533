import { Paced } from '#shared/sync/paced.ts';
import { Person, type PresentDevice } from './person.ts';
import type { Activity, Device, Present, PresenceChange, Signals } from './signals.ts';

/** How long things last, in ms. */
export interface SignalTimes {
  /** From the last device's going to its person's being gone: a reload takes less. */
  readonly grace: number;
  /** How long typing shows where its device says nothing more, so that it never sticks after a crash. */
  readonly typing: number;
  /** Least time between two changes that a room's listeners are told of. */
  readonly interval: number;
}

/** ms; a person of the largest room hears of a change no later than this. */
const MAX_INTERVAL = 2000;

const TIMES: SignalTimes = { grace: 5000, typing: 6000, interval: 250 };

export interface MemorySignalsOptions {
  readonly times?: Partial<SignalTimes>;
  /** Told of everybody who comes, and again when they are gone: when they were last seen, ms since 1970. */
  onSeen?(room: string, user: string, at: number): void;
}

type Listener = (change: PresenceChange) => void;

interface Room {
  readonly name: string;
  readonly people: Map<string, Person>;
  readonly devices: Map<string, PresentDevice>;
  readonly listeners: Set<Listener>;
  /** Whom to tell of at the next turn. */
  readonly touched: Set<string>;
  readonly gone: Map<string, number>;
  readonly telling: Paced;
}

/** Signals in this process's memory. */
export class MemorySignals implements Signals {
  readonly #rooms = new Map<string, Room>();
  readonly #times: SignalTimes;
  readonly #onSeen: MemorySignalsOptions['onSeen'];

  constructor({ times, onSeen }: MemorySignalsOptions = {}) {
    this.#times = { ...TIMES, ...times };
    this.#onSeen = onSeen;
  }

  /** People who are present, each counted once for each room they are in. */
  get people(): number {
    let sum = 0;
    for (const { people } of this.#rooms.values()) sum += people.size;
    return sum;
  }

  enter({ connection, room: name, user }: Device, activity: Activity): void {
    const room = this.#open(name);
    const held = room.devices.get(connection);
    if (held !== undefined) return this.set({ connection, room: name }, { activity });
    let person = room.people.get(user);
    if (person === undefined) {
      room.people.set(user, (person = new Person(user, activity, Date.now())));
      this.#onSeen?.(name, user, Date.now());
    }
    clearTimeout(person.grace);
    const device: PresentDevice = { user, activity, typing: null, expiry: undefined };
    room.devices.set(connection, device);
    person.devices.add(device);
    this.#touch(room, person);
  }

  set({ connection, room: name }: Pick<Device, 'connection' | 'room'>, state: Parameters<Signals['set']>[1]): void {
    const room = this.#rooms.get(name);
    const device = room?.devices.get(connection);
    const person = device && room?.people.get(device.user);
    if (room === undefined || device === undefined || person === undefined) return;
    if (state.activity !== undefined) device.activity = state.activity;
    if (state.typing !== undefined) {
      clearTimeout(device.expiry);
      device.typing = state.typing;
      if (device.typing !== null)
        device.expiry = after(this.#times.typing, () => this.set({ connection, room: name }, { typing: null }));
    }
    this.#touch(room, person);
  }

  leave({ connection, room: name }: Pick<Device, 'connection' | 'room'>): void {
    const room = this.#rooms.get(name);
    const device = room?.devices.get(connection);
    const person = device && room?.people.get(device.user);
    if (room === undefined || device === undefined || person === undefined) return;
    clearTimeout(device.expiry);
    room.devices.delete(connection);
    person.devices.delete(device);
    if (person.devices.size === 0) {
      const lastSeen = Date.now();
      person.grace = after(this.#times.grace, () => this.#forget(room, person, lastSeen));
    }
    this.#touch(room, person);
  }

  present(name: string): Present[] {
    const room = this.#rooms.get(name);
    // What was not told yet may be taken back before it is; whoever sees it now must hear of that, too.
    for (const user of room?.touched ?? []) {
      const person = room?.people.get(user);
      if (person !== undefined) person.told = null;
    }
    return Array.from(room?.people.values() ?? [], (person) => person.present);
  }

  subscribe(name: string, listener: Listener): () => void {
    const room = this.#open(name);
    // Of its own, so that the same function may listen twice.
    const own: Listener = (change) => listener(change);
    room.listeners.add(own);
    return () => {
      room.listeners.delete(own);
      this.#close(room);
    };
  }

  /** Ends everything: whoever is here was seen last now. */
  close(): void {
    for (const { name, people, devices, telling } of this.#rooms.values()) {
      telling.stop();
      for (const device of devices.values()) clearTimeout(device.expiry);
      for (const { user, grace } of people.values()) {
        clearTimeout(grace);
        this.#onSeen?.(name, user, Date.now());
      }
    }
    this.#rooms.clear();
  }

  #open(name: string): Room {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    // In a large room it is one ms per person: what a change costs grows with those who hear of it.
    const interval = (): number => Math.max(this.#times.interval, Math.min(room.people.size, MAX_INTERVAL));
    const room: Room = {
      name,
      people: new Map(),
      devices: new Map(),
      listeners: new Set(),
      touched: new Set(),
      gone: new Map(),
      telling: new Paced(() => this.#tell(room), interval),
    };
    this.#rooms.set(name, room);
    return room;
  }

  /** Lets go of a room that nobody is in and nobody listens to. */
  #close(room: Room): void {
    if (room.people.size > 0 || room.listeners.size > 0 || this.#rooms.get(room.name) !== room) return;
    room.telling.stop();
    this.#rooms.delete(room.name);
  }

  #forget(room: Room, person: Person, lastSeen: number): void {
    room.people.delete(person.user);
    room.touched.delete(person.user);
    room.gone.set(person.user, lastSeen);
    this.#onSeen?.(room.name, person.user, lastSeen);
    room.telling.ask();
    this.#close(room);
  }

  #touch(room: Room, person: Person): void {
    person.refresh(Date.now());
    if (!person.changed) return;
    room.touched.add(person.user);
    room.telling.ask();
  }

  #tell(room: Room): void {
    const present: Present[] = [];
    for (const user of room.touched) {
      const person = room.people.get(user);
      if (person === undefined || !person.changed) continue;
      person.told = person.present;
      room.gone.delete(user);
      present.push(person.told);
    }
    room.touched.clear();
    const gone = Array.from(room.gone, ([user, lastSeen]) => ({ user, lastSeen }));
    room.gone.clear();
    if (present.length === 0 && gone.length === 0) return;
    for (const listener of room.listeners) listener({ present, gone });
  }
}

/** A timer that does not keep the process alive. */
function after(ms: number, work: () => void): NodeJS.Timeout {
  return setTimeout(work, ms).unref();
}
