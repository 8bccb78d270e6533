import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import serveStatic from '@fastify/static';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

/** Where `npm run build` puts the SPA. */
const SPA = fileURLToPath(new URL('../../dist/client', import.meta.url));

const YEAR_S = 31_536_000;

/** What `/healthz` tells. */
export interface Health {
  readonly ready: boolean;
  /** Whether the last thing that had to be stored was. */
  readonly storage: 'ok' | 'failing';
}

/** The HTTP side of the one port: the SPA, `/healthz`, `/metrics`. */
export async function createHttp(config: Config, metrics: Metrics, health: () => Health): Promise<FastifyInstance> {
  const hops = config.TRUST_PROXY;
  const app: FastifyInstance = Fastify({
    logger: {
      level: config.LOG_LEVEL,
      redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["sec-websocket-key"]'],
    },
    trustProxy: typeof hops === 'number' ? (_address: string, hop: number) => hop < hops : hops,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024,
    // A stop does not wait for idle keep-alive connections.
    forceCloseConnections: true,
  });

  await app.register(rateLimit, {
    max: config.HTTP_REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    allowList: (request) => request.url === '/healthz',
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // React and the message list position rows through CSSOM, which this does not concern.
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Only useful, and only harmless, once people come over HTTPS.
    strictTransportSecurity: config.PUBLIC_URL?.startsWith('https:') === true,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
  await app.register(compress, { global: true, encodings: ['br', 'gzip'] });

  app.get('/healthz', (_request, reply) => {
    const { ready, storage } = health();
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ok' : 'stopping', storage });
  });
  app.get('/metrics', async (_request, reply) => {
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.registry.contentType)
      .send(await metrics.registry.metrics());
  });

  if (!existsSync(`${SPA}/index.html`))
    throw new Error('The page is not built yet. Run `npm run build`, or start with `npm start`.');
  await app.register(serveStatic, {
    root: SPA,
    index: false,
    wildcard: false,
    setHeaders(reply, path) {
      // The names of assets carry a hash of their content; everything else may change under its name.
      reply.header('cache-control', path.includes('/assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
  // Every other path is a room or a channel: the page finds out which.
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/assets/') && !/\.(?:js|css|map|png|ico)(?:\?|$)/u.test(request.url);
    if (!wantsPage) return reply.code(404).send({ error: 'Not found' });
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
  return app;
}
