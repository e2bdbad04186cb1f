import { realpathSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Plugin } from 'vite'

const checkout = join(import.meta.dirname, '../..')
/** Packages as they are prepared for the browser. Of this checkout alone: two servers would take them from each other. */
const cacheDir = join(checkout, '.cache/vite')

export interface Front {
  close(): Promise<void>
}

/** Vite starts the developer's editor for a plain GET, which any page can make a browser send. */
const withoutEditor: Plugin = {
  name: 'without-editor',
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      if (!request.url?.includes('__open-in-editor')) return next()
      response.statusCode = 404
      response.end()
    })
  },
}

/**
 * For what it does not find, Vite gives the page of the portal, as for an address of the portal. Its own addresses
 * (`@fs`, `@id`) and files are none; the built portal is served by the same rule.
 */
const missingFiles: Plugin = {
  name: 'missing-files',
  configureServer:
    ({ middlewares }) =>
    () => {
      middlewares.use((request, response, next) => {
        const path = request.originalUrl?.split(/[?#]/, 1)[0] ?? ''
        if (!path.startsWith('/app/@') && (extname(path) === '' || path.endsWith('.html'))) return next()
        response.statusCode = 404
        response.end()
      })
    },
}

/**
 * The one address of `npm run dev`: screens under /app/ from their sources, changed in the open page as they are saved
 * (Vite), and everything else from the server behind it.
 */
export async function openFront({ port, server }: { port: number; server: string }): Promise<Front> {
  // A tool for development: nothing that serves people loads it.
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: join(checkout, 'web/vite.config.ts'),
    logLevel: 'warn',
    cacheDir,
    plugins: [withoutEditor, missingFiles],
    server: {
      // Letters, codes and passwords of the demo are for this machine alone.
      host: '127.0.0.1',
      port,
      strictPort: true,
      // The server sees who asks, and not only the proxy.
      proxy: { '^/(?!app(/|$|\\?))': { target: server, xfwd: true } },
      // The checkout as a whole would hold `data/`, and with it the secrets of every instance there.
      fs: { allow: [join(checkout, 'web'), realpathSync(join(checkout, 'node_modules')), cacheDir] },
      // Pages of other addresses have nothing to read here, letters and codes least of all.
      cors: false,
    },
  })
  await vite.listen()
  return vite
}
