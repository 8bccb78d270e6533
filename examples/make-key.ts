import { generateIdentity } from 'parley/sdk';

// Whoever has this secret is the bot: keep it out of code and logs.
console.log((await generateIdentity()).exportSecret());
