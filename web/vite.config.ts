import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** What every screen needs is one file that changes rarely; charts come with the first screen that draws one. */
const libraries = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router|cookie-es)[\\/]/ },
  { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui|react-remove-scroll|react-style-singleton|react-transition-group|clsx)[\\/]/ },
]

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react()],
  server: { proxy: { '/api': process.env['OBHUT_API'] ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address in a style sheet or image would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: libraries } } },
  },
})
