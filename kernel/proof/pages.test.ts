import { describe, expect, it } from 'vitest'
import { contentPolicies } from '../../server/http/headers.ts'
import { loadedBy } from '../../server/serving/pages-seen.ts'
import { findings } from './findings.ts'
import { provePages, type PageSeen } from './pages.ts'

const { usual } = contentPolicies(['body{}'])
const right: PageSeen = { path: '/', status: 200, policy: usual, cookies: [], loads: [] }
const against = (page: Partial<PageSeen>): readonly string[] => {
  const found = findings()
  provePages([{ ...right, ...page }], found)
  return found.faults.map(({ says }) => says)
}

describe('a page of the running platform', () => {
  it('has nothing against it as it is served', () => {
    expect(against({})).toEqual([])
  })
  it.each<[string, Partial<PageSeen>]>([
    ['a font from elsewhere', { policy: `${usual}; font-src https://fonts.example` }],
    ['scripts in line', { policy: usual.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") }],
    ['any host', { policy: usual.replace("default-src 'self'", 'default-src *') }],
    ['a policy that is gone', { policy: null }],
    ['a page that may be embedded', { policy: usual.replace(/; frame-ancestors 'none'/, '') }],
    ['a cookie of a visitor', { cookies: ['tracking'] }],
    ['a picture from elsewhere', { loads: ['pixel.example'] }],
    ['no page at all', { status: 500 }],
  ])('is found with %s', (_, page) => {
    expect(against(page).length).toBeGreaterThan(0)
  })
  it('loads what its markup says, and not what one can click', () => {
    expect(
      loadedBy(
        `<a href="https://other.example">x</a><link rel="canonical" href="https://www.example/"><img alt="" src="/a.png">
         <link rel="stylesheet" href="https://fonts.example/f.css"><script src=//cdn.example/x.js></script><style>b{background:url(https://pixel.example/p)}</style>`,
        'https://shop.example',
      ).toSorted(),
    ).toEqual(['cdn.example', 'fonts.example', 'pixel.example'])
  })
})
