import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newSerial } from '../../modules/homes/serials.ts'
import { aFolder, aManifestFile, obhut, running } from '../testing/command-line.ts'

describe('obhut gateway', () => {
  it('adds, imports, lists and retires, while the platform runs; secrets come out once', {
    timeout: 300_000,
  }, async () => {
    const folder = aFolder()
    const file = (name: string): string => join(folder, name)
    const data = ['--data', file('data')]
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
      const added = await obhut([
        'gateway',
        'add',
        ...data,
        '--model',
        'Qbox 2',
        '--count',
        '3',
        '--labels',
        file('labels.html'),
        '--secrets',
        file('made.csv'),
      ])
      expect(added).toMatchObject({ code: 0 })
      const [head, ...made] = readFileSync(file('made.csv'), 'utf8')
        .trimEnd()
        .split('\r\n')
        .map(line => line.split(','))
      expect(head).toEqual(['serial', 'model', 'secret'])
      expect(made).toHaveLength(3)
      expect(statSync(file('made.csv')).mode & 0o077).toBe(0)
      for (const [serial = '', , secret = ''] of made) {
        expect(added.out).not.toContain(secret)
        expect(readFileSync(file('labels.html'), 'utf8')).toContain(serial)
      }

      const again = await obhut(['gateway', 'add', ...data, '--model', 'Qbox 2', '--secrets', file('made.csv')])
      expect([again.code, again.err]).toEqual([3, expect.stringContaining('is there already')])

      const own = newSerial(randomBytes)
      const lines = (third: string): string =>
        `serial;model;secret\n${own};Qbox 3;${randomBytes(24).toString('hex')}\n${third};Qbox 3;\n;Qbox 3;\n${made[0]?.[0]};Qbox 2;\n`
      writeFileSync(file('in.csv'), lines('QB-1111-1111-1'))
      const refused = await obhut(['gateway', 'import', file('in.csv'), ...data, '--secrets', file('imported.csv')])
      expect(refused.code).toBe(1)
      expect(refused.out).toMatch(
        /Nothing was taken in: 1 of 4 lines is refused\. [^]*\nline 3: this is no valid serial number/,
      )
      expect(existsSync(file('imported.csv'))).toBe(false)
      writeFileSync(file('in.csv'), lines(newSerial(randomBytes)))
      const json = JSON.parse(
        (await obhut(['gateway', 'import', file('in.csv'), ...data, '--secrets', file('imported.csv'), '--json'])).out,
      )
      expect(json).toMatchObject({
        added: 3,
        known: 1,
        refused: 0,
        lines: [
          { line: 2, became: 'added' },
          { line: 3, became: 'added' },
          { line: 4, became: 'added' },
          { line: 5, became: 'known' },
        ],
      })
      expect(readFileSync(file('imported.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(4)

      expect((await obhut(['gateway', 'retire', own.toLowerCase(), ...data])).out).toContain(`${own} is retired.`)
      expect((await obhut(['gateway', 'retire', own, ...data])).code).toBe(1)
      const { gateways, counts } = JSON.parse((await obhut(['gateway', 'list', ...data, '--json'])).out)
      // None was made whose secret could not be kept.
      expect(counts).toEqual({ inStock: 5, claimed: 0, retired: 1 })
      expect(gateways.find((one: { serial: string }) => one.serial === own)).toMatchObject({
        state: 'retired',
        model: 'Qbox 3',
      })
      expect((await obhut(['gateway', 'list', ...data, '--state', 'retired', '--search', 'qbox'])).out).toContain(
        `${own}  retired`,
      )
      expect((await obhut(['gateway', 'add', ...data, '--model', 'Q', '--count', '5001'])).code).toBe(2)
    } finally {
      await started.kill('SIGTERM')
    }
  })
})
