import { describe, expect, it } from 'vitest'
import { pageCache } from './page-cache.ts'

describe('what is kept', () => {
  it('is made once, until it would be made of something else', () => {
    const kept = pageCache<number>()
    let made = 0
    const ask = (standing: string, name = 'page') => kept([standing], name, () => ++made)
    expect([ask('1'), ask('1'), ask('1', 'other'), ask('2'), ask('1')]).toEqual([1, 1, 2, 3, 4])
  })
  it('is made of several things, and again when any of them is another', () => {
    const kept = pageCache<number>()
    let made = 0
    const ask = (...standing: readonly unknown[]) => kept(standing, 'page', () => ++made)
    const [one, other] = [[], []]
    expect([ask(one, 1), ask(one, 1), ask(other, 1), ask(other, 2), ask(other)]).toEqual([1, 1, 2, 3, 4])
  })
  it('is no more than was asked for last, however many names there are', () => {
    const kept = pageCache<string>(2)
    const made: string[] = []
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b'])
      kept([], name, () => {
        made.push(name)
        return name
      })
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })
  it('is nothing where there is no such page', () => {
    const kept = pageCache<string>()
    expect(() =>
      kept(['1'], 'nothing', () => {
        throw new Error('no such page')
      }),
    ).toThrow('no such page')
    expect(kept(['1'], 'nothing', () => 'a page')).toBe('a page')
  })
})
