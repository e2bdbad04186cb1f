import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortened } from './address.ts'

describe('a shortened address', () => {
  it.each([
    ['203.0.113.42', '203.0.113.0'],
    ['::ffff:203.0.113.42', '203.0.113.0'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::'],
    ['2001:db8::1', '2001:db8:0::'],
    ['fe80::1%eth0', 'fe80:0:0::'],
    ['::1', '0:0:0::'],
    ['2001:0DB8:0:1::', '2001:db8:0::'],
  ])('of %s is %s', (address, short) => expect(shortened(address)).toBe(short))

  it('is nothing where there was no address', () => {
    expect(shortened('unknown')).toBeNull()
    expect(shortened('')).toBeNull()
  })
  it('is the same for all addresses of one neighbourhood', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        expect(shortened(address.replace(/\d+$/, String(last)))).toBe(shortened(address))
      }),
      { seed: 1 },
    )
    const group = fc.nat(0xffff).map(one => one.toString(16))
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 3, maxLength: 3 }),
        fc.array(group, { minLength: 5, maxLength: 5 }),
        fc.array(group, { minLength: 5, maxLength: 5 }),
        (head, one, other) => {
          expect(shortened([...head, ...one].join(':'))).toBe(shortened([...head, ...other].join(':')))
        },
      ),
      { seed: 2 },
    )
  })
})
