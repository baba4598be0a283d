import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The editor, the inbox and the admin's own touches. The widget has vite.widget.config.ts. */
export default defineConfig({
  base: '/static/frontend/app/',
  plugins: [react()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    rolldownOptions: {
      input: {
        editor: 'src/editor/main.tsx',
        inbox: 'src/inbox/main.tsx',
        gallery: 'src/gallery/main.tsx',
        admin: 'src/admin/main.ts',
      },
    },
    chunkSizeWarningLimit: 900,
  },
  test: {
    // Tests that need a document say so in their first line; making one costs more than most tests.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'tokens/**/*.test.ts'],
    restoreMocks: true,
    passWithNoTests: true,
  },
})
