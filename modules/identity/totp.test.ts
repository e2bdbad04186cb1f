import { describe, expect, it } from 'vitest'
import { later, seconds } from '../../kernel/clock/clock.ts'
import { base32, codeOf, keyUri, newSecret, stepAt, stepOf } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

describe('a code', () => {
  // RFC 6238, appendix B, with the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is what RFC 6238 says for second %i', (second, code) => {
    expect(codeOf(secret, stepAt(new Date(second * 1000)))).toBe(code)
  })
  it('is taken a step early and a step late, and no further', () => {
    const now = new Date(1_700_000_010_000)
    const code = codeOf(secret, stepAt(now))
    expect([-60, -30, 0, 30, 60].map(off => stepOf(secret, code, later(now, seconds(off))) === stepAt(now))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    for (const other of ['', '1', `${code}0`, 'abcdef', '００００００'])
      expect(stepOf(secret, other, now)).toBeUndefined()
  })
})

describe('a secret', () => {
  it('is written as RFC 4648 says', () => {
    expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text => base32(Buffer.from(text)))).toEqual([
      '',
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ])
    expect(base32(newSecret())).toMatch(/^[A-Z2-7]{32}$/)
  })
  it('travels to an app with the names of site and account', () => {
    const uri = new URL(keyUri(secret, { issuer: 'Haus & Hof', account: 'ada@example.org' }))
    expect([
      uri.protocol,
      uri.host,
      decodeURIComponent(uri.pathname),
      uri.searchParams.get('issuer'),
      uri.searchParams.get('secret'),
    ]).toEqual(['otpauth:', 'totp', '/Haus & Hof:ada@example.org', 'Haus & Hof', base32(secret)])
  })
})
