import { describe, expect, it } from 'vitest'
import { dayFrom, oneOf, pathFrom, tokenIn } from './address.ts'

const token = 'a'.repeat(43)

describe('an address', () => {
  it.each([
    ['', ''],
    ['#', ''],
    ['#%', ''],
    ['#%zz', ''],
    ['#%E0%A4%A', ''],
    ['#a b', ''],
    ['#<script>', ''],
    [`#${'a'.repeat(201)}`, ''],
    [`#${token}`, token],
    [`#${token}.`, token],
    [`#${token}>`, token],
    [`#${token}%20`, token],
    [`#${token}%3E`, token],
  ])('like %s holds the token “%s”', (hash, expected) => {
    expect(tokenIn(hash)).toBe(expected)
  })

  it.each([
    '2025-13-45',
    '2025-00-00',
    '2026-02-31',
    '2025-02-29',
    '0000-01-01',
    '1999-12-31',
    '2026-11-30',
    '2026-1-1',
    '',
    'today',
    null,
  ])('names no day by %s', written => {
    expect(dayFrom(written, '2000-01-02', '2026-11-29')).toBeUndefined()
  })
  it.each(['2000-01-02', '2024-02-29', '2026-03-29', '2026-11-29'])('names a day by %s', written => {
    expect(dayFrom(written, '2000-01-02', '2026-11-29')).toBe(written)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'home', '/a\nb', '', null])(
    'leads nowhere by %j',
    written => {
      expect(pathFrom(written)).toBeUndefined()
    },
  )
  it('leads on within the portal', () => {
    expect(pathFrom('/devices/1?x=%')).toBe('/devices/1?x=%')
  })

  it('names one of what there is to choose', () => {
    expect([oneOf('day', ['hour', 'day']), oneOf('constructor', ['hour', 'day']), oneOf(null, ['hour'])]).toEqual([
      'day',
      undefined,
      undefined,
    ])
  })
})
