import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareAddress, countedAs, networkOf, wideAllowance, widestAllowance } from './network.ts'

describe('what an address counts as', () => {
  it.each([
    ['203.0.113.42', '203.0.113.42', undefined, undefined],
    ['203.0.113.42:51034', '203.0.113.42', undefined, undefined],
    ['::ffff:203.0.113.42', '203.0.113.42', undefined, undefined],
    ['::ffff:cb00:712a', '203.0.113.42', undefined, undefined],
    ['[::ffff:203.0.113.42]:51034', '203.0.113.42', undefined, undefined],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48', '2001:db8::/32'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64', '2001:db8:1::/48', '2001:db8::/32'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64', '2001:db8:1::/48', '2001:db8::/32'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64', '2001:db8:1::/48', '2001:db8::/32'],
    ['fe80::1%eth0', 'fe80::/64', 'fe80::/48', 'fe80::/32'],
    [' 203.0.113.42 ', '203.0.113.42', undefined, undefined],
  ])('of %s is %s', (written, near, wide, widest) => expect(networkOf(written)).toEqual({ near, wide, widest }))

  it.each([
    '',
    'unknown',
    '_hidden',
    '010.0.0.1',
    '1.2.3',
    '203.0.113.42:',
    '[203.0.113.42',
    '2001:db8::g',
    '::ffff:999.1.1.1',
    'x'.repeat(5000),
  ])('is one and the same for all that is no address: %s', written => {
    expect(networkOf(written)).toEqual({ near: 'unknown', wide: undefined, widest: undefined })
    expect(bareAddress(written)).toBeUndefined()
  })
  it('is the same for all addresses of one network, whatever is chosen in its last 64 bits', () => {
    const groups = (count: number) =>
      fc.array(
        fc.nat(0xffff).map(one => one.toString(16)),
        { minLength: count, maxLength: count },
      )
    const head = fc
      .tuple(
        fc.integer({ min: 0x2000, max: 0x3fff }).map(one => one.toString(16)),
        groups(3),
      )
      .map(([first, rest]) => [first, ...rest])
    fc.assert(
      fc.property(head, groups(4), groups(4), (network, one, other) => {
        expect(networkOf([...network, ...one].join(':'))).toEqual(networkOf([...network, ...other].join(':')))
      }),
      { seed: 1 },
    )
  })
  it('differs from one IPv4 address to the next', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), (one, other) => {
        expect(networkOf(one).near === networkOf(other).near).toBe(one === other)
      }),
      { seed: 2 },
    )
  })
  it('gives each of the wider networks of IPv6 an allowance of its own', () => {
    expect(countedAs('203.0.113.42')).toEqual([{ network: '203.0.113.42', times: 1 }])
    expect(countedAs('2001:db8:1:2::9')).toEqual([
      { network: '2001:db8:1:2::/64', times: 1 },
      { network: '2001:db8:1::/48', times: wideAllowance },
      { network: '2001:db8::/32', times: widestAllowance },
    ])
  })
})
