import { describe, expect, it } from 'vitest'
import { coalesced } from './coalesced.ts'

/** A look that is over when it is said so. */
function aLook() {
  const begun: PromiseWithResolvers<string>[] = []
  return {
    begun,
    look: coalesced(() => {
      const one = Promise.withResolvers<string>()
      begun.push(one)
      return one.promise
    }),
  }
}

describe('a look for many', () => {
  it('is made for who comes first; whoever comes meanwhile gets the one after it, together', async () => {
    const { begun, look } = aLook()
    const first = look()
    const [second, third] = [look(), look()]
    expect(begun).toHaveLength(1)
    begun[0]?.resolve('before')
    expect(await first).toBe('before')
    await expect.poll(() => begun.length).toBe(2)
    const fourth = look()
    begun[1]?.resolve('after')
    expect(await Promise.all([second, third])).toEqual(['after', 'after'])
    await expect.poll(() => begun.length).toBe(3)
    begun[2]?.resolve('later')
    expect(await fourth).toBe('later')
  })
  it('that fails is told to those who asked for it, and not to the next', async () => {
    const { begun, look } = aLook()
    const [first, second] = [look(), look()]
    begun[0]?.reject(new Error('away'))
    await expect(first).rejects.toThrow('away')
    await expect.poll(() => begun.length).toBe(2)
    begun[1]?.resolve('there')
    expect(await second).toBe('there')
  })
})
