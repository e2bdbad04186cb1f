import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aFolder, aManifestFile, obhut, running } from '../testing/command-line.ts'

it('obhut jobs shows the queue of a store, and says when there is nothing to run again', {
  timeout: 300_000,
}, async () => {
  const folder = aFolder()
  const data = ['--data', join(folder, 'data')]
  const started = await running([
    'start',
    '--store',
    'test',
    ...data,
    '--manifest',
    aManifestFile(folder),
    '--port',
    '0',
    '--mqtt-port',
    '0',
  ])
  try {
    const shown = await obhut(['jobs', 'show', ...data, '--json'])
    expect(shown.code).toBe(0)
    expect(JSON.parse(shown.out)).toEqual({
      lanes: ['interactive', 'normal', 'bulk'].map(lane => ({ lane, waiting: 0, leased: 0, failed: 0, oldest: null })),
      setAside: [],
    })
    expect(await obhut(['jobs', 'retry', ...data, randomUUID()])).toMatchObject({ code: 1 })
    expect(await obhut(['jobs', 'retry', ...data, 'mail.send'])).toMatchObject({ code: 1 })
    expect(await obhut(['jobs', 'retry', ...data, `'; drop`])).toMatchObject({ code: 2 })
  } finally {
    await started.kill('SIGTERM')
  }
})
