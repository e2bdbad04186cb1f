import { describe, expect, it } from 'vitest'
import { aWholeWorld } from '../testing/whole-world.ts'
import { figuresFor } from './figures-for.ts'

const peer = (address: string) => ({ address, byProxy: false, host: 'localhost' })
const token = 'a-token-of-a-test-that-is-long-enough'

describe('the figures', () => {
  it.each([
    ['this machine', '127.0.0.1', {}, true],
    ['this machine by IPv6', '::1', {}, true],
    ['somebody else', '203.0.113.7', {}, false],
    ['a visitor who comes through a proxy here that nobody named', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }, false],
    ['somebody through a proxy that says no more than that it is one', '127.0.0.1', { via: '1.1 proxy' }, false],
    ['a connection that has ended', 'unknown', {}, false],
    ['anybody with a word that is nobody’s token', '203.0.113.7', { authorization: 'Bearer ' }, false],
  ])('are there for this machine alone where nothing is said: %s', (_, address, headers, may) => {
    expect(figuresFor({})(headers, peer(address))).toBe(may)
  })
  it.each([['10.1.2.3', true], ['2001:db8:5::1', true], ['127.0.0.1', false], ['10.2.0.1', false]])('are there for the networks that are named: %s', (address, may) => {
    expect(figuresFor({ networks: ['10.1.0.0/16', '2001:db8:5::/48'] })({}, peer(address))).toBe(may)
  })
  it('are there for whoever has the token, from wherever', () => {
    for (const [authorization, may] of [[`Bearer ${token}`, true], [`Bearer ${token}x`, false], [token, false], [undefined, false]] as const) {
      expect(figuresFor({ token })({ authorization }, peer('203.0.113.7'))).toBe(may)
    }
  })
  it('look like any page that does not exist to everybody else', async () => {
    const world = await aWholeWorld({ manifest: 'home', figuresFor: figuresFor({ networks: ['10.0.0.0/8'], token }) })
    const asked = (path: string, headers: Readonly<Record<string, string>> = {}) => world.visitor(headers).get(path)
    const [refused, nowhere] = [await asked('/metrics'), await asked('/nowhere')]
    expect([refused.status, refused.text]).toEqual([nowhere.status, nowhere.text])
    expect((await asked('/metrics', { authorization: `Bearer ${token}` })).text).toContain('obhut_up_seconds')
  })
})
