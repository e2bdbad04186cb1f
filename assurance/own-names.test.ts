import { glob, readFile } from 'node:fs/promises'
import { parse } from '@swc/core'
import { describe, expect, it } from 'vitest'

const root = `${import.meta.dirname}/..`

/**
 * `name in record` finds `valueOf` and `constructor`, too. With a name that is written in the code it tells shapes
 * apart; with any other it is `Object.hasOwn`.
 */
async function looksAmongInherited(): Promise<{ readonly files: number; readonly found: string[] }> {
  const found: string[] = []
  let files = 0
  for await (const file of glob('{platform,modules,kernel,server,web,gateway}/**/*.{ts,tsx}', { cwd: root })) {
    files++
    const source = await readFile(`${root}/${file}`, 'utf8')
    if (
      /[.-](?:for-)?test\.tsx?$/.test(file) ||
      !source.split('\n').some(line => line.includes(' in ') && !/^\s*(?:\/|\*)/.test(line))
    )
      continue
    const look = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if (
        'type' in node &&
        node.type === 'BinaryExpression' &&
        'operator' in node &&
        node.operator === 'in' &&
        'left' in node &&
        !isWritten(node.left)
      )
        found.push(file)
      for (const inner of Object.values(node)) look(inner)
    }
    look(await parse(source, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2022' }))
  }
  return { files, found }
}
const isWritten = (left: unknown): boolean =>
  typeof left === 'object' &&
  left !== null &&
  'type' in left &&
  (left.type === 'StringLiteral' || left.type === 'PrivateName')

describe('a name that is not written in the code', () => {
  it('is looked for among what a record itself has', async () => {
    const { files, found } = await looksAmongInherited()
    expect(found).toEqual([])
    expect(files).toBeGreaterThan(500)
  })
})
