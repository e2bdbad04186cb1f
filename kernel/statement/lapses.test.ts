import { describe, expect, it } from 'vitest'
import { activities, source } from './example-for-test.ts'
import { lapsedOn } from './lapses.ts'
import { readManifest } from './manifest.ts'

const { manifest } = readManifest(
  source
    .replace('{ since: 2026-02-01 }', '{ since: 2026-02-01, until: 2027-01-31, review: 2026-08-01 }')
    .replace('name: EU-US Data Privacy Framework', 'name: EU-US Data Privacy Framework, until: 2026-12-31')
    .replace(
      'recipient: rechenhof }',
      'recipient: rechenhof, certificate: { scheme: ISO/IEC 27001, number: X, until: 2027-06-30 } }',
    ),
  'house.yaml',
  activities,
)

describe('what a manifest leans on', () => {
  const gone = (day: string): string[] => lapsedOn(manifest!, day).map(({ what, of }) => `${what} of ${of}`)
  it('holds on its last day and has ended on the next', () => {
    expect(gone('2026-08-01')).toEqual([])
    expect(gone('2026-12-31')).toEqual(['review of postbote'])
    expect(gone('2027-01-01')).toEqual(['review of postbote', 'safeguard of postbote'])
    expect(gone('2027-07-01')).toEqual([
      'contract of postbote',
      'review of postbote',
      'safeguard of postbote',
      'certificate of main',
    ])
  })
})
