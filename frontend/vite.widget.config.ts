import { defineConfig } from 'vite'

/**
 * The widget, in two files with fixed names: `loader.js` for other people's pages and
 * `chat.js` (with `chat.css`) for our own frame. PART=loader|chat picks one.
 */
const part = process.env.PART === 'loader' ? 'loader' : 'chat'

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/widget',
    emptyOutDir: part === 'loader',
    target: 'es2020',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: part === 'loader' ? 'src/widget/loader.ts' : 'src/widget/app/main.tsx',
      output: {
        format: 'iife',
        entryFileNames: `${part}.js`,
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.css')) ? `${part}.css` : '[name][extname]',
        codeSplitting: false,
      },
    },
  },
})
