import { describe, expect, it } from 'vitest'
import { signInAnd, wayBack } from './back.ts'

describe('The way back after signing in', () => {
  it('leads to where one wanted to go', () =>
    expect(wayBack(signInAnd('/devices/d4?by=day').slice('/sign-in'.length))).toBe('/devices/d4?by=day'))
  it('leads home when nothing was asked for', () =>
    expect([signInAnd('/home'), wayBack('')]).toEqual(['/sign-in', '/']))
  it.each([
    '//foreign.example',
    '/\\foreign.example',
    'https://foreign.example',
    'javascript:alert(1)',
    '/sign-in?back=/sign-in',
  ])('does not lead to %s', place => {
    expect(wayBack(`?back=${encodeURIComponent(place)}`)).toBe('/')
  })
})
