import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoMark, refuseForeign } from '../startup/instance.ts'
import { aFolder } from '../testing/command-line.ts'
import { emptyDemo, markDemo, readMark, writeMark } from './mark.ts'

const mark = { obhut: 'demo', done: [], gateways: {} } as const
function demoIn(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeMark(folder, { ...mark, done: [], gateways: {} })
}

describe('the folder of a demo', () => {
  it('may hold demos that an earlier `npm run dev` left under dev/, and --fresh leaves them there', async () => {
    const folder = aFolder()
    demoIn(join(folder, 'dev/demo'))
    demoIn(join(folder, 'dev/telemetry'))
    refuseForeign(folder)
    await emptyDemo(folder)
    markDemo(folder)
    expect(readMark(folder)).toEqual(mark)
    writeFileSync(join(folder, 'secret'), 'a secret')
    await emptyDemo(folder)
    expect(readdirSync(folder)).toEqual(['dev'])
    expect(existsSync(join(folder, 'dev/telemetry', demoMark))).toBe(true)
  })
  it.each([
    ['dev/notes.txt', 'dev holds something else, too'],
    ['dev', 'dev is a file'],
    ['develop/demo.txt', 'it has another name'],
  ])('is none where %s lies: %s', async file => {
    const folder = aFolder()
    if (file.startsWith('dev/')) demoIn(join(folder, 'dev/demo'))
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), 'mine')
    expect(() => refuseForeign(folder)).toThrow('holds other things and no instance of Obhut')
    expect(() => markDemo(folder)).toThrow('holds an instance of Obhut that is no demo')
    await expect(emptyDemo(folder)).rejects.toThrow('holds no demo of Obhut')
  })
})
