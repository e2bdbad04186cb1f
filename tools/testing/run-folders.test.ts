import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { clearAwayAfterKilledRuns, runFolder } from './run-folders.ts'

const place = mkdtempSync(join(tmpdir(), 'obhut-run-folders-'))
afterAll(() => {
  rmSync(place, { recursive: true, force: true })
})
const longAgo = new Date(Date.now() - 3_600_000)

it('a run whose server has stopped keeps its folder until it is over; that of a killed run goes', async () => {
  const [run, killed] = [await runFolder(place), join(place, 'obhut-test-killed')]
  mkdirSync(killed)
  for (const dir of [run.dir, killed]) utimesSync(dir, longAgo, longAgo)
  await clearAwayAfterKilledRuns([place, join(place, 'is not there')])
  expect([existsSync(run.dir), existsSync(killed)]).toEqual([true, false])
  await run.remove()
  expect(existsSync(run.dir)).toBe(false)
})
