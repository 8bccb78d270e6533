import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of a process so far, in µs: of all its threads, and of the one that runs the event loop. */
export interface CpuTime {
  readonly all: number;
  readonly loop: number;
}

/** How many clock ticks `/proc/PID/stat` counts in a second (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

/** µs that the threads ran, from the scheduler's own nanoseconds. */
function fromScheduler(pid: number): CpuTime {
  let all = 0;
  let loop = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const ran = Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000;
    all += ran;
    if (Number(thread) === pid) loop = ran;
  }
  return { all, loop };
}

/** The same in steps of 10 ms, where the kernel keeps no schedstat. */
function fromTicks(path: string): number {
  const stat = readFileSync(path, 'utf8');
  // The name of the program, in parentheses, may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

/** CPU time of a running process, user and system, from outside: the process is as it is deployed. Linux only. */
export function cpuTime(pid: number): CpuTime {
  try {
    return fromScheduler(pid);
  } catch {
    return { all: fromTicks(`/proc/${pid}/stat`), loop: fromTicks(`/proc/${pid}/task/${pid}/stat`) };
  }
}

/** CPU time between two readings, in µs. */
export function cpuBetween(before: CpuTime, after: CpuTime): CpuTime {
  return { all: after.all - before.all, loop: after.loop - before.loop };
}

/** Resident memory of a running process, in bytes. Linux only. */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1]) * 1024;
}

/** How many files and sockets this process, and so one like it, may have open. */
export function openFilesLimit(): number {
  const found = /^Max open files\s+\S+\s+(\S+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'));
  return found?.[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found?.[1]);
}
