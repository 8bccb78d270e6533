/**
 * `npm start`: builds the page where its sources changed, then becomes the server. In this very
 * process, so that a signal sent to it reaches the server.
 */
import { buildIfChanged } from './build.ts';

buildIfChanged();
await import('#server/main.ts');
