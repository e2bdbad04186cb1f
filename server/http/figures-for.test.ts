import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { aWholeWorld } from '../testing/whole-world.ts'
import { figuresFor } from './figures-for.ts'
import { peersBehind } from './peer.ts'

type Headers = Readonly<Record<string, string>>
const peer = (remoteAddress: string, headers: Headers = {}, trusted: readonly string[] = []) =>
  peersBehind(trusted).of({ headers, socket: { remoteAddress } as Socket })
const token = 'a-token-of-a-test-that-is-long-enough'

describe('the figures', () => {
  it.each([
    ['this machine', '127.0.0.1', {}, true],
    ['this machine by IPv6', '::1', {}, true],
    ['somebody else', '203.0.113.7', {}, false],
    [
      'a visitor who comes through a proxy here that nobody named',
      '127.0.0.1',
      { 'x-forwarded-for': '203.0.113.7' },
      false,
    ],
    ['somebody through a proxy that says no more than that it is one', '127.0.0.1', { via: '1.1 proxy' }, false],
    ['a connection that has ended', 'unknown', {}, false],
    ['anybody with a word that is nobody’s token', '203.0.113.7', { authorization: 'Bearer ' }, false],
  ])('are there for this machine alone where nothing is said: %s', (_, address, headers: Headers, may) => {
    expect(figuresFor({})(headers, peer(address, headers))).toBe(may)
  })
  it.each([
    ['10.1.2.3', true],
    ['2001:db8:5::1', true],
    ['127.0.0.1', false],
    ['10.2.0.1', false],
  ])('are there for the networks that are named: %s', (address, may) => {
    expect(figuresFor({ networks: ['10.1.0.0/16', '2001:db8:5::/48'] })({}, peer(address))).toBe(may)
  })
  it.each<[string, string, Headers, readonly string[], boolean]>([
    ['through a proxy in it that nobody named', '10.1.0.5', { 'x-forwarded-for': '203.0.113.7' }, [], false],
    ['through one that says no more than that it is one', '10.1.0.5', { via: '1.1 proxy' }, [], false],
    [
      'through one that is trusted, from there',
      '192.0.2.1',
      { 'x-forwarded-for': '10.1.2.3', 'x-forwarded-proto': 'https' },
      ['192.0.2.1'],
      true,
    ],
    [
      'through two that are trusted, from there',
      '192.0.2.1',
      { 'x-forwarded-for': '10.1.2.3, 192.0.2.2' },
      ['192.0.2.1', '192.0.2.2'],
      true,
    ],
    [
      'through one that is trusted, from elsewhere',
      '10.1.0.5',
      { 'x-forwarded-for': '203.0.113.7' },
      ['10.1.0.5'],
      false,
    ],
    [
      'through one that is trusted, and before it one in the network that nobody named',
      '192.0.2.1',
      { 'x-forwarded-for': '203.0.113.7, 10.1.0.5' },
      ['192.0.2.1'],
      false,
    ],
    [
      'through one that is trusted and lies in the network, and does not say from where',
      '10.1.0.5',
      { 'x-forwarded-proto': 'https' },
      ['10.1.0.5'],
      false,
    ],
  ])('are there for a named network %s: as is right', (_, address, headers, trusted, may) => {
    expect(figuresFor({ networks: ['10.1.0.0/16'] })(headers, peer(address, headers, trusted))).toBe(may)
  })
  it('are there for this machine through no proxy, not even its own', () => {
    for (const headers of [{ 'x-forwarded-for': '127.0.0.1' }, { 'x-forwarded-for': '127.0.0.2' }])
      for (const from of ['127.0.0.1', '192.0.2.1'])
        expect(figuresFor({})(headers, peer(from, headers, ['127.0.0.1', '192.0.2.1']))).toBe(false)
  })
  it('are not there for this machine without the token, where one is said', () => {
    for (const headers of [{}, { authorization: `Bearer ${token}x` }])
      expect(figuresFor({ token })(headers, peer('127.0.0.1'))).toBe(false)
    expect(figuresFor({ token, networks: ['127.0.0.1'] })({}, peer('127.0.0.1'))).toBe(true)
  })
  it('are there for whoever has the token, from wherever', () => {
    for (const [authorization, may] of [
      [`Bearer ${token}`, true],
      [`Bearer ${token}x`, false],
      [token, false],
      [undefined, false],
    ] as const) {
      expect(figuresFor({ token })({ authorization: authorization ?? '' }, peer('203.0.113.7'))).toBe(may)
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
