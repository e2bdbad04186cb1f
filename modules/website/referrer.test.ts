import { describe, expect, it } from 'vitest'
import { referrerWithoutTraces } from './referrer.ts'

const own = new Set(['haus.example'])

describe('where a visitor came from', () => {
  it('keeps the path of our own pages and nothing behind it', () => {
    expect(referrerWithoutTraces('https://haus.example/datenschutz?from=ada@example.org#devices', own)).toBe(
      'https://haus.example/datenschutz',
    )
    expect(referrerWithoutTraces('https://haus.example/', own)).toBe('https://haus.example/')
  })
  it('stops at the first part of a path that could be an identifier', () => {
    expect(
      referrerWithoutTraces('https://haus.example/app/devices/0b9a2c1e-7f7c-4a44-9b7a-0a3a5d9f1c11/history', own),
    ).toBe('https://haus.example/app/devices/…')
    expect(referrerWithoutTraces('https://haus.example/app/4711', own)).toBe('https://haus.example/app/…')
    expect(referrerWithoutTraces('https://haus.example/ada@example.org', own)).toBe('https://haus.example/…')
  })
  it('keeps the site alone of other people’s pages', () => {
    expect(referrerWithoutTraces('https://search.example/results?q=ada+lovelace', own)).toBe('https://search.example/')
    expect(referrerWithoutTraces('https://ada:secret@mail.example/inbox/17', own)).toBe('https://mail.example/')
  })
  it('is nothing where the browser sends none, or no address of the web', () => {
    for (const strange of [
      undefined,
      '',
      'not an address',
      'android-app://org.example',
      'javascript:alert(1)',
      `https://haus.example/${'a'.repeat(3000)}`,
    ])
      expect(referrerWithoutTraces(strange, own)).toBeNull()
  })
})
