import { describe, expect, it } from 'vitest'
import type { AnyTable } from '../declare/table.ts'
import { activities, invoice, source, tables } from './example-for-test.ts'
import { factChangedInWords, factsChanged, factsOf, type Facts } from './facts.ts'
import { readManifest } from './manifest.ts'

function facts(text = source, of: readonly AnyTable[] = tables): Facts {
  const { manifest, problems } = readManifest(text, 'example.yaml', activities, tables)
  if (!manifest) throw new Error(problems.map(({ says }) => says).join('; '))
  return factsOf(manifest, activities, of)
}

describe('the facts of a statement', () => {
  it('are the same when it is read again, from another order of the file too', () => {
    expect(factsChanged(facts(), facts(source.replace('[DE, US]', '[US, DE]')))).toEqual([])
  })
  it('tell a longer period by the promise that it changes', () => {
    expect(factsChanged(facts(), facts(source.replace('keep: P6M', 'keep: P1Y')))).toEqual([
      { promise: 'website.access-log/keep', before: 'P6M', after: 'P1Y' },
    ])
  })
  it('tell what the code does otherwise under the same file', () => {
    const other = {
      ...invoice,
      columns: { ...invoice.columns, amount: { ...invoice.columns['amount']!, is: 'pd:Income' } },
    } as unknown as AnyTable // a category of our own making
    const changes = factsChanged(
      facts(),
      facts(
        source,
        tables.map(table => (table.name === invoice.name ? other : table)),
      ),
    )
    expect(changes.map(({ promise }) => promise)).toEqual(['shop.invoices/data/shop.invoice.amount'])
    expect(factChangedInWords(changes[0]!)).toContain('pd:Income') // there is one
  })
  it('tell what is promised no longer', () => {
    const changes = factsChanged(
      facts(),
      facts(
        source,
        tables.filter(table => table.name !== invoice.name),
      ),
    )
    expect(changes.map(factChangedInWords)).toContainEqual(
      expect.stringMatching(/^shop\.invoices\/end\/shop\.invoice: .*promised no longer$/),
    )
  })
})
