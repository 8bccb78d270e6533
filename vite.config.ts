import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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

// oxlint-disable-next-line import/no-default-export -- Vite reads the default export
export default defineConfig({
  root: 'src/client',
  base: '/',
  plugins: [react(), tailwindcss(), paintOnce],
  build: {
    outDir: '../../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be data: addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
  },
});
