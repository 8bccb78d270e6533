/**
 * `npm run chaos`: 10,000 messages through 200 faults. Prints its seed; `--seed N` takes the same
 * chances again, `--messages N` and `--faults N` make it shorter.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    messages: { type: 'string', default: '10000' },
    faults: { type: 'string', default: '200' },
    people: { type: 'string', default: '6' },
  },
});
const [seed, messages, faults, people] = [values.seed, values.messages, values.faults, values.people].map(Number) as [
  number,
  number,
  number,
  number,
];
console.log(`seed ${seed}: ${messages} messages of ${people} people, ${faults} faults`);
const result = await runChaos({ seed, messages, faults, people, onProgress: (text) => console.log(text) });
for (const what of result.wrong.slice(0, 50)) console.log(`wrong: ${what}`);
console.log(
  `${result.messages} messages, ${result.inflicted} faults, ${result.seconds.toFixed(0)} s: ` +
    `${result.lost} lost, ${result.doubled} doubled, ${result.reordered} reordered, ${result.wrong.length} otherwise wrong (seed ${seed})`,
);
process.exit(result.lost + result.doubled + result.reordered + result.wrong.length === 0 ? 0 : 1);
