import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunks, goesInto } from './chunks.ts'

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address in a style sheet or image would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: chunks.map(chunk => ({ name: chunk.name, test: (path: string) => goesInto(chunk, path) })),
        },
      },
    },
  },
})
