import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sources, watchSources } from './sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-sources-'))
for (const name of ['kernel', 'platform', 'modules/wishes', 'server', 'statements', 'web'])
  mkdirSync(join(folder, name), { recursive: true })
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const saves = (file: string): void => {
  writeFileSync(join(folder, file), '')
}

describe('the sources of the server', () => {
  let sources: Sources
  beforeEach(() => {
    sources = watchSources(folder)
  })
  afterEach(() => {
    sources.close()
  })

  it('tell of files that were saved together at once', async () => {
    const changed = sources.changed()
    saves('modules/wishes/routes.ts')
    saves('statements/demo.yaml')
    expect(new Set(await changed)).toEqual(new Set(['modules/wishes/routes.ts', 'statements/demo.yaml']))
  })
  it('tell whoever asks later of what has changed by then, once', async () => {
    saves('kernel/clock.ts')
    await pause(400)
    expect(await sources.changed()).toEqual(['kernel/clock.ts'])
    const next = sources.changed()
    saves('server/cli.ts')
    expect(await next).toEqual(['server/cli.ts'])
  })
  it('are neither tests, nor screens, nor what else lies there', async () => {
    const changed = sources.changed()
    for (const file of ['server/cli.test.ts', 'web/app.tsx', 'modules/wishes/README.md', 'kernel/.clock.ts.swp'])
      saves(file)
    await pause(400)
    saves('modules/wishes/1_wishes.sql')
    expect(await changed).toEqual(['modules/wishes/1_wishes.sql'])
  })
})
