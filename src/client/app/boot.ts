import { openDevice } from './device.ts';
import { followDeviceSettings } from './device-settings.ts';

// The device looks for what it keeps while the rest of the program is still being compiled.
const device = openDevice();
// Before the first paint, which waits for this file: no flash of another theme.
followDeviceSettings();
// A failure is shown by the page; it is not unhandled while that is on its way.
device.catch(() => undefined);
void start();

async function start(): Promise<void> {
  // React makes errors for later while it loads; their stacks, which nobody reads, would have its source parsed
  // again (V8.CollectSourcePositions: 27 ms in a trace of two slow cores).
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const main = await import('./main.tsx').finally(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  main.start(device);
}
