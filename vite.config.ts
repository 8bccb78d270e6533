import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * Holds the first paint until the page has drawn itself, so that nobody sees a flash of the wrong
 * theme. Browsers that do not know the attribute paint an empty page first, as they always did.
 */
const paintOnce: Plugin = {
  name: 'paint-once',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

/** The rest of the program is fetched beside its first part, not after it. */
const fetchAtOnce: Plugin = {
  name: 'fetch-at-once',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const main = Object.values(bundle).find(
        (chunk) => chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.endsWith('/client/app/main.tsx')),
      );
      if (main?.type !== 'chunk') return [];
      return [main.fileName, ...main.imports].map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
        injectTo: 'head' as const,
      }));
    },
  },
};

/**
 * The service worker: the page opens without a network, from what was kept at the last visit. A new
 * version is fetched in the background and taken at the next start, or when the person says so.
 */
const offlineShell = VitePWA({
  registerType: 'prompt',
  injectRegister: null,
  includeAssets: ['favicon.svg'],
  manifest: {
    name: 'Parley',
    short_name: 'Parley',
    description: 'A group chat on your own server.',
    start_url: '/',
    display: 'standalone',
    background_color: '#fdfcfa',
    theme_color: '#f5f2ed',
    icons: [
      { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
    ],
  },
  workbox: {
    globPatterns: ['index.html', 'assets/*.{js,css}'],
    navigateFallback: '/index.html',
    // The server's own addresses are not pages.
    navigateFallbackDenylist: [/^\/(?:trpc|healthz|metrics)(?:$|[/?])/u],
    runtimeCaching: [
      {
        // Colours of one programming language each: kept once somebody has shown code in it.
        urlPattern: ({ url }) => url.pathname.startsWith('/assets/languages/'),
        handler: 'CacheFirst',
        options: { cacheName: 'languages', expiration: { maxEntries: 40 } },
      },
    ],
  },
});

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Adds all modules that a module needs before it can run. */
function addNeeded(id: string, modules: Modules, needed: Set<string>): Set<string> {
  if (needed.has(id)) return needed;
  needed.add(id);
  for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) addNeeded(imported, modules, needed);
  return needed;
}

/**
 * All that the first frame needs beside its first part is one file, also what later parts of the
 * page need too: the service worker takes a turn for each file.
 */
function oneProgram(): (id: string, modules: Modules) => string | null {
  let first: Set<string> | undefined;
  let program: Set<string> | undefined;
  const file = (name: string): string => resolve(import.meta.dirname, 'src/client/app', name);
  return (id, modules) => {
    first ??= addNeeded(file('boot.ts'), modules, new Set());
    program ??= addNeeded(file('main.tsx'), modules, new Set());
    return program.has(id) && !first.has(id) ? 'program' : null;
  };
}

export default defineConfig({
  root: 'src/client',
  base: '/',
  plugins: [react(), tailwindcss(), fetchAtOnce, paintOnce, offlineShell],
  build: {
    outDir: '../../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be data: addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: oneProgram() }] },
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => id.includes('@shikijs/langs')) ? 'assets/languages/[name]-[hash].js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
