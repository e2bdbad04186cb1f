import { relative } from 'node:path'
import { expect, it } from 'vitest'
import demo from '../../server/commands/demo.ts'
import { placeFor } from './command.ts'

it.each([undefined, 'telemetry'])('`npm run dev` (module %s) keeps its data out of the folder of the demo', module => {
  const ofDemo = /\((.*)\)/.exec(demo.options.data.says)?.[1] ?? ''
  expect(ofDemo).toBe('data/')
  expect(relative(ofDemo, placeFor(module))).toMatch(/^\.\./)
})
