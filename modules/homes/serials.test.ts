import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSerial, serialOf } from './serials.ts'

const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const serials = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .map(bytes => newSerial(n => bytes.slice(0, n).map(byte => byte % 248)))

describe('serial numbers', () => {
  it('are read however they are typed', () => {
    for (const typed of ['QB-7K3M-9QXD-J', 'qb7k3m9qxdj', ' QB 7K3M 9QXD J ', 'QB–7K3M–9QXD–J'])
      expect(serialOf(typed)).toBe('QB-7K3M-9QXD-J')
  })
  it('are not taken for one another: each single wrong sign and each swap of two is noticed', () => {
    fc.assert(
      fc.property(serials, fc.nat(8), fc.nat(30), fc.nat(8), (serial, place, sign, other) => {
        const typed = serial.replaceAll('-', '').slice(2).split('')
        const wrong = typed.with(place, signs[sign]!).join('')
        expect(serialOf(`QB${wrong}`)).toBe(wrong === typed.join('') ? serial : undefined)
        if (place === 8 || other === 8) return // the check sign and another: a swap changes both sides of the sum
        const swapped = typed.with(place, typed[other]!).with(other, typed[place]!).join('')
        expect(serialOf(`QB${swapped}`)).toBe(swapped === typed.join('') ? serial : undefined)
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
  it('are new each time', () => {
    const made = new Set(Array.from({ length: 1000 }, () => newSerial(randomBytes)))
    expect(made.size).toBe(1000)
    for (const serial of made) expect(serialOf(serial)).toBe(serial)
  })
  it('are not made of anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        expect(serialOf(text)).toBeUndefined()
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})
