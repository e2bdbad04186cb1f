import { execFileSync } from 'node:child_process'
import { parseSync } from 'vite'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkoutCopy } from '../tools/testing/checkout-copy.ts'
import { edited, editKinds, editsOf, inWords, type Edit } from './code/edits.ts'
import { judge, type Judged } from './code/judged.ts'
import { chances } from './mutants/mutant.ts'
import { whole } from './whole.ts'

const checkout = join(import.meta.dirname, '..')
const seed = Number(process.env['OBHUT_SEED'] ?? 20261130)
const wanted = Number(process.env['OBHUT_MUTANTS'] ?? 200)

/** Ordinary code of modules: what is written most often, and read least by those who know the kernel. */
const files = execFileSync('git', ['ls-files', 'modules/*.ts'], { cwd: checkout, encoding: 'utf8' })
  .split('\n')
  .filter(
    file =>
      file && !/\.test\.ts$|for-test|report|\/(activities|tables|contract|demo[\w-]*|letters|landing)\.ts$/.test(file),
  )

/** Survivors that are right to survive, or whose reason is known. */
const accepted: readonly { readonly says: RegExp; readonly why: string }[] = []

/** So many in all, as many of each kind as there are, in an order that the seed decides. */
function drawn(all: readonly Edit[], count: number): Edit[] {
  const chance = chances(seed)
  const mixed = [...Map.groupBy(all, ({ kind }) => kind).values()].map(its =>
    its.map(edit => ({ edit, place: chance() })).toSorted((one, other) => one.place - other.place),
  )
  return Array.from({ length: Math.ceil(count / mixed.length) }, (_, number) =>
    mixed.flatMap(its => its[number]?.edit ?? []),
  )
    .flat()
    .slice(0, count)
}

describe('a slip in ordinary code', () => {
  const all = files.flatMap(file => editsOf(checkout, file))
  it('can be made in each way, and what it makes is code', () => {
    for (const kind of editKinds) expect(all.filter(one => one.kind === kind).length, kind).toBeGreaterThanOrEqual(20)
    for (const edit of drawn(all, 300)) {
      const code = readFileSync(join(checkout, edit.file), 'utf8')
      expect(parseSync(edit.file, edited(code, edit), { lang: 'ts' }).errors, inWords(checkout, edit)).toEqual([])
    }
  })
  it('is refused by lint where it logs,', async () => {
    const copy = checkoutCopy()
    try {
      const logs = drawn(
        all.filter(({ kind }) => kind === 'a log added'),
        5,
      )
      const judged = await judge(copy.folder, logs, { withTests: false })
      expect(judged.map(({ by, edit }) => [by === undefined, inWords(checkout, edit)])).toEqual(
        logs.map(edit => [false, inWords(checkout, edit)]),
      )
    } finally {
      copy.remove()
    }
  }, 300_000)
  it.runIf(whole)(
    `is noticed by types, lint or the tests beside it (${wanted}, seed ${seed})`,
    async () => {
      const copy = checkoutCopy()
      const told = ({ edit, by, says }: Judged): void => {
        const line = `${by ?? 'NOBODY'}: ${inWords(checkout, edit)}${by === 'tests' ? ` (${says.slice(0, 100)})` : ''}`
        console.log(line)
        const file = process.env['OBHUT_MUTANTS_TOLD']
        if (file !== undefined) appendFileSync(file, `${line}\n`)
      }
      try {
        const judged = await judge(copy.folder, drawn(all, wanted), { withTests: true, told })
        const survivors = judged.filter(({ by }) => by === undefined).map(({ edit }) => inWords(checkout, edit))
        console.log(`${judged.length} slips, ${judged.length - survivors.length} noticed`)
        const unexplained = survivors.filter(one => !accepted.some(({ says }) => says.test(one)))
        expect(unexplained.length / judged.length, unexplained.join('\n')).toBeLessThanOrEqual(0.1)
      } finally {
        copy.remove()
      }
    },
    36_000_000,
  )
})
