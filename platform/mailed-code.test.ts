import { describe, expect, it } from 'vitest'
import { mailedCodeHash, newMailedCode } from './mailed-code.ts'

const secret = Buffer.alloc(32, 1)

describe('a code beside a mailed link', () => {
  it('is short, and free of signs that look alike', () => {
    const codes = Array.from({ length: 2000 }, newMailedCode)
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(new Set(codes).size).toBe(codes.length)
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
  })
  it('is the same however it is typed, and another with another address, purpose or secret', () => {
    const hash = (code: string, mail = 'ada@example.org', purpose = 'a', key = secret) =>
      mailedCodeHash(key, { for: purpose, mail, code }).toString('hex')
    const kept = hash('K7QM-2RXD')
    for (const typed of ['k7qm2rxd', ' k7qm 2rxd ', 'K7QM–2RXD', 'K7QM-2RXD.']) expect(hash(typed)).toBe(kept)
    expect(
      new Set([
        kept,
        hash('K7QM-2RXE'),
        hash('K7QM-2RXD', 'bob@example.org'),
        hash('K7QM-2RXD', 'ada@example.org', 'b'),
        hash('K7QM-2RXD', 'ada@example.org', 'a', Buffer.alloc(32, 2)),
      ]).size,
    ).toBe(5)
  })
})
