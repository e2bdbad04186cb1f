import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loosePlatforms, withoutLoosePlatforms } from './lockfile.mjs'

describe('package-lock.json', () => {
  it('holds every package it names, or a fresh clone could not install', () => {
    const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'))
    expect(loosePlatforms(lock)).toEqual([])
  })
})

describe('mending a lockfile', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/tool': { optionalDependencies: { 'tool-linux': '1', 'tool-mars': '1' } },
      'node_modules/tool/node_modules/tool-linux': { version: '1' },
    },
  }

  it('finds what is named and not held', () => {
    expect(loosePlatforms(lock)).toEqual([['node_modules/tool', 'tool-mars']])
  })

  it('takes out that and nothing else', () => {
    expect(withoutLoosePlatforms(lock).packages['node_modules/tool']).toEqual({
      optionalDependencies: { 'tool-linux': '1' },
    })
  })
})
