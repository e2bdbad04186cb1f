import { realpathSync } from 'node:fs'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')

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
    // Of this checkout alone: two servers that prepare packages in one folder take them from each other.
    cacheDir: join(checkout, '.cache/vite'),
    server: {
      host,
      port,
      strictPort: true,
      proxy: { '^/(?!app(/|$|\\?))': { target: server } },
      fs: { allow: [checkout, realpathSync(join(checkout, 'node_modules'))] },
    },
  })
  await vite.listen()
  return vite
}
