import { describe, expect, it } from 'vitest'
import type { Cookie, CookieName } from '../../platform/route.ts'
import { onlyOwnHeaders, refuseUndeclaredCookies, UndeclaredInAnswer } from './declared.ts'

const declared = [{ name: 'obhut_1' as CookieName, longest: () => 3600 }]
const sets = (cookie: Omit<Cookie, 'name'> & { readonly name: string }) => () => {
  refuseUndeclaredCookies([cookie as Cookie], declared) // as: what types refuse already
}

describe('an answer', () => {
  it('sets the cookies that are declared, for as long as the statement says', () => {
    expect(sets({ name: 'obhut_1', value: 'x', maxAge: 3600 })).not.toThrow()
    expect(sets({ name: 'obhut_1', value: 'x' })).not.toThrow()
    expect(sets({ name: 'obhut_1', value: null })).not.toThrow()
  })
  it('sets no other, and none for a year', () => {
    expect(sets({ name: 'tracking', value: 'x' })).toThrow(UndeclaredInAnswer)
    expect(sets({ name: 'obhut_1', value: 'x', maxAge: 31_536_000 })).toThrow('longer than the statement says')
  })
  it('leaves to the server what follows from declarations', () => {
    expect(onlyOwnHeaders({ 'cache-control': 'no-store' })).toEqual({ 'cache-control': 'no-store' })
    for (const name of ['Set-Cookie', 'content-security-policy', 'Access-Control-Allow-Origin'])
      expect(() => onlyOwnHeaders({ [name]: 'x' })).toThrow(UndeclaredInAnswer)
  })
})
