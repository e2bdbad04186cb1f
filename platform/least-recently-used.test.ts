import { describe, expect, it } from 'vitest'
import { leastRecentlyUsed } from './least-recently-used.ts'

describe('what was asked for last', () => {
  it('is made once, and what was not asked for makes room', () => {
    const kept = leastRecentlyUsed<string>(2)
    const made: string[] = []
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b'])
      kept.get(name, () => {
        made.push(name)
        return name
      })
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })
  it('takes no place where it could not be made', () => {
    const kept = leastRecentlyUsed<string>(1)
    kept.get('a', () => 'first')
    const fails = (): string => {
      throw new Error('there is no b')
    }
    expect(() => kept.get('b', fails)).toThrow('there is no b')
    expect(kept.get('a', () => 'second')).toBe('first')
  })
  it('is kept also where it is nothing, and made anew once it was let go', () => {
    const kept = leastRecentlyUsed<number | undefined>(2)
    let made = 0
    const ask = (): unknown => kept.get('a', () => void made++)
    ask()
    ask()
    kept.delete('a')
    ask()
    kept.clear()
    ask()
    expect(made).toBe(3)
  })
})
