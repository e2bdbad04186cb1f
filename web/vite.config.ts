import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * What every screen needs comes in three files that change at different paces; dialogs, charts and each screen come
 * when they are called for.
 */
const shared = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router|cookie-es)[\\/]/ },
  {
    name: 'library',
    test: /web[\\/](look|library)\.css|node_modules[\\/](?!.*(Modal|ScrollArea|remove-scroll|react-style-singleton|use-sidecar))(@mantine|@floating-ui|@tanstack|openapi-fetch|react-transition-group|clsx|tabbable)[\\/]/,
  },
  {
    name: 'shell',
    test: /web[\\/](frame[\\/]|parts[\\/](?!Confirm|Rows|Table)|locales[\\/](words|language|formats|counted)|[^.]*words[\\/]index|client|page-account|problem|queries|live|palette|identity[\\/](Guard|account|back|actions|queries))/,
  },
]

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
    rolldownOptions: { output: { codeSplitting: { groups: shared } } },
  },
})
