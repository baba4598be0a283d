import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/**
 * The widget, in three files with fixed names: `loader.js` for other people's pages, `chat.js` (with
 * `chat.css`) for our own frame, and `later.js`, which the chat loads when somebody first needs it.
 * PART=loader|chat|later picks one.
 */
const parts = {
  loader: 'src/widget/loader.ts',
  chat: 'src/widget/app/main.tsx',
  later: 'src/widget/app/later/main.ts',
}
const part = (process.env.PART ?? 'chat') as keyof typeof parts
const lent = fileURLToPath(new URL('src/widget/app/later/lent.ts', import.meta.url))

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: part === 'later' ? { alias: [{ find: /^preact\/.*/, replacement: lent }] } : {},
  build: {
    outDir: 'dist/widget',
    emptyOutDir: part === 'loader',
    target: 'es2020',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: parts[part],
      preserveEntrySignatures: 'strict',
      output: {
        format: part === 'later' ? 'es' : 'iife',
        entryFileNames: `${part}.js`,
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.css')) ? `${part}.css` : '[name][extname]',
        codeSplitting: false,
      },
    },
  },
})
