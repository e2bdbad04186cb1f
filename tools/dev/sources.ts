import { watch } from 'node:fs'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')
const folders = ['kernel', 'platform', 'modules', 'server', 'statements']
/** An editor writes a file in several steps, and several files one after the other. */
const settles = 150

export interface Sources {
  /** The next files that the server is made of to change, once nothing more comes. */
  changed(): Promise<readonly string[]>
  close(): void
}

/** Watches what the server of a checkout is made of; tests are none of it. */
export function watchSources(of = checkout): Sources {
  let waiting: ((files: readonly string[]) => void) | undefined
  let timer: NodeJS.Timeout | undefined
  const seen = new Set<string>()
  const tell = (): void => {
    if (!waiting || seen.size === 0) return
    waiting([...seen])
    waiting = undefined
    seen.clear()
  }
  const watchers = folders.map(folder =>
    watch(join(of, folder), { recursive: true }, (_, name) => {
      if (name === null || !/\.(ts|sql|yaml|json)$/.test(name) || name.endsWith('.test.ts')) return
      seen.add(join(folder, name))
      clearTimeout(timer)
      timer = setTimeout(tell, settles)
    }),
  )
  return {
    changed: () =>
      new Promise(resolve => {
        waiting = resolve
        tell()
      }),
    close() {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}
