import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { program } from './testing/processes.ts'

const here = dirname(import.meta.dirname)

describe('starting from a checkout', () => {
  it('hands on every argument and the exit code', async () => {
    const { ready } = aCheckout(`console.log(process.argv.slice(2).join('|')); process.exitCode = 7`)
    expect(await program(ready, ['server/cli.ts', 'demo', '--name', 'two words']).ended()).toEqual({
      code: 7,
      said: 'demo|--name|two words\n',
    })
  })

  it('runs the program as itself, so that a signal reaches it', async () => {
    const { ready } = aCheckout(
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(3) }); setInterval(() => {}, 1000); console.log('up ' + process.pid)`,
    )
    const started = program(ready, ['server/cli.ts'])
    expect(await started.says()).toBe(`up ${started.pid}`)
    await started.kill('SIGTERM')
    expect(await started.ended()).toMatchObject({ code: 3 })
  })

  it('says what is not there instead of failing somewhere inside', async () => {
    const { ready } = aCheckout('')
    expect(await program(ready, ['server/gone.ts']).ended()).toEqual({
      code: 3,
      said: '\nserver/gone.ts is not in this checkout.\n\n',
    })
  })

  it("does not install through a link into somebody else's folder", async () => {
    const { ready, checkout } = aCheckout('')
    writeFileSync(
      join(checkout, 'package-lock.json'),
      JSON.stringify({ packages: { '': { dependencies: { other: '1' } }, 'node_modules/other': { version: '1' } } }),
    )
    const { code, said } = await program(ready, ['server/cli.ts']).ended()
    expect({ code, said }).toEqual({ code: 3, said: expect.stringContaining('node_modules is a link') })
  })

  it('is the same by `npx obhut`', async () => {
    const { checkout } = aCheckout(`console.log(process.argv.slice(2).join('|'))`)
    expect((await program(join(checkout, 'tools/obhut.mjs'), ['prove', '--deep']).ended()).said).toBe('prove|--deep\n')
  })
})

const checkouts: string[] = []
afterEach(() => {
  for (const checkout of checkouts.splice(0)) rmSync(checkout, { recursive: true })
})

function aCheckout(cli: string): { checkout: string; ready: string } {
  const checkout = mkdtempSync(join(tmpdir(), 'obhut-checkout-'))
  checkouts.push(checkout)
  mkdirSync(join(checkout, 'tools'))
  for (const file of readdirSync(join(here, 'tools')).filter(name => name.endsWith('.mjs')))
    cpSync(join(here, 'tools', file), join(checkout, 'tools', file))
  copyFileSync(join(here, 'package-lock.json'), join(checkout, 'package-lock.json'))
  symlinkSync(join(here, 'node_modules'), join(checkout, 'node_modules'))
  mkdirSync(join(checkout, 'server'))
  writeFileSync(join(checkout, 'server/cli.ts'), cli)
  return { checkout, ready: join(checkout, 'tools/ready.mjs') }
}
