import { describe, expect, it } from 'vitest'
import { isMaterial } from './change.ts'
import { changeInWords } from './change-in-words.ts'
import { changesBetween, changesInFull } from './difference.ts'
import { activities, source, tables } from './example-for-test.ts'
import { readManifest } from './manifest.ts'
import { outlineOf, type Outline } from './outline.ts'
import { saysTheSame } from './told.ts'
import type { AnyActivity } from '../declare/activity.ts'

const stated = (its: readonly AnyActivity[] = activities, text = source): Outline => {
  const { manifest } = readManifest(text, 'test.yaml', its, tables)
  return JSON.parse(JSON.stringify(outlineOf(manifest!, its, tables))) as Outline // the example fits
}
const other = (name: string, to: (spec: AnyActivity['spec']) => AnyActivity['spec']): AnyActivity[] =>
  activities.map(one => (one.name === name ? { ...one, spec: to(one.spec) } : one))
const asked = activities.find(({ spec }) => spec.asks)!
const lines = (after: Outline): string[] => changesInFull(stated(), after).map(one => changeInWords(one, 'en'))

describe('what people read of a version', () => {
  it('is the same for the same manifest and code', () => {
    expect(saysTheSame(stated(), stated())).toBe(true)
    expect(changesInFull(stated(), stated())).toEqual([])
  })
  it('has every sentence in each language, and every question', () => {
    const { told } = stated()
    expect(Object.keys(told?.sentences['de'] ?? {})).toEqual(Object.keys(told?.sentences['en'] ?? {}))
    expect(Object.keys(told?.sentences['de'] ?? {}).length).toBeGreaterThan(40)
    expect(Object.values(told?.questions ?? {}).map(({ purpose }) => purpose)).toContain(asked.name)
  })
  it('shows a sentence that is worded otherwise, and that nobody has to be told of that before', () => {
    const after = stated(other('website.access-log', spec => ({ ...spec, words: { ...spec.words, en: 'Less.' } })))
    expect(lines(after)).toEqual(['Access log: wording'])
    expect(isMaterial(changesInFull(stated(), after))).toBe(false)
  })
  it('shows a question that is worded otherwise in either language, of which people are told before', () => {
    for (const language of ['de', 'en'] as const) {
      const says = { ...asked.spec.asks!.says, [language]: 'OK?' }
      const after = stated(other(asked.name, spec => ({ ...spec, asks: { ...spec.asks!, says } })))
      const [change, ...more] = changesBetween(stated(), after)
      expect([change?.where, change?.after?.[language], change?.material, more]).toEqual([
        `${asked.name}/asks`,
        'OK?',
        true,
        [],
      ])
    }
  })
  it('is not told once more where the manifest changes what is promised', () => {
    const longer = stated(activities, source.replace('keep: P6M', 'keep: P1Y'))
    expect(lines(longer).every(line => !line.includes('wording'))).toBe(true)
    expect(saysTheSame(stated(), longer)).toBe(false)
  })
  it('is not compared with a version from before it was kept', () => {
    const { told: _, ...before } = stated()
    const after = stated(other(asked.name, spec => ({ ...spec, asks: { ...spec.asks!, says: { de: '?', en: '?' } } })))
    expect(changesInFull(before, after)).toEqual([])
  })
})
