import { relative } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { expect, it } from 'vitest'
import demo from '../../server/commands/demo.ts'
import { runCommand } from '../../server/commands/main.ts'
import dev, { placeFor } from './command.ts'

it.each([undefined, 'telemetry'])('`npm run dev` (module %s) keeps its data out of the folder of the demo', module => {
  const ofDemo = /\((.*)\)/.exec(demo.options.data.says)?.[1] ?? ''
  expect(ofDemo).toBe('data/')
  expect(relative(ofDemo, placeFor(module))).toMatch(/^\.\./)
})

const nowhere = (): Writable => new Writable({ write: (_, __, done) => done() })
it.each([
  ['telemtry', /There is no module 'telemtry'; did you mean 'telemetry'\? There are: /],
  ['newsletter', /There is no module 'newsletter'\. There are: /],
])('`npm run dev -- --module %s` is refused with what would be right', async (name, says) => {
  const streams = { out: nowhere(), err: nowhere(), in: Readable.from([]) }
  await expect(runCommand(dev, ['--module', name], streams, {})).rejects.toMatchObject({
    code: 2,
    message: expect.stringMatching(says),
  })
})
