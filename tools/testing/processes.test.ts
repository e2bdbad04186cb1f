import { join } from 'node:path'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { program } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-processes-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const written = (source: string): string => {
  const file = join(folder, 'program.mjs')
  writeFileSync(file, source)
  return file
}

it('a program that ends where it was to say more tells why in the first line, as that is what a report shows', async () => {
  const failing = program(written(`process.stderr.write('Port 4400 is taken.\\n'); process.exitCode = 3`))
  await expect(failing.says()).rejects.toThrow(
    /^It ended \(exit code 3\) where it was to say more\. Last: Port 4400 is taken\.\n/,
  )
  const killed = program(written(`setInterval(() => {}, 1000)`))
  await killed.kill('SIGKILL')
  await expect(killed.says()).rejects.toThrow(/^It ended \(SIGKILL\) where it was to say more\. Last: nothing at all\n/)
})
