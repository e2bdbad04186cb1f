import { realpathSync } from 'node:fs'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')
/** Packages as they are prepared for the browser. Of this checkout alone: two servers would take them from each other. */
const cacheDir = join(checkout, '.cache/vite')

export interface Front {
  close(): Promise<void>
}

/**
 * The one address of `npm run dev`: screens under /app/ from their sources, changed in the open page as they are saved
 * (Vite), and everything else from the server behind it.
 */
export async function openFront({
  host,
  port,
  server,
}: {
  host: string
  port: number
  server: string
}): Promise<Front> {
  // A tool for development: nothing that serves people loads it.
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: join(checkout, 'web/vite.config.ts'),
    logLevel: 'warn',
    cacheDir,
    server: {
      host,
      port,
      strictPort: true,
      // The server has to know who asks: what it shows to this machine alone is for nobody else (`--host`).
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
