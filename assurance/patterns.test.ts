import { glob, readFile } from 'node:fs/promises'
import { parse } from '@swc/core'
import { describe, expect, it } from 'vitest'
import { growth, mostGrowth } from '../tools/testing/growth.ts'

const root = `${import.meta.dirname}/..`

/** Every pattern in code that texts from outside come to. Commands, tests and tools read what the operator writes. */
async function everyPattern(): Promise<{ readonly where: string; readonly pattern: RegExp }[]> {
  const found: { where: string; pattern: RegExp }[] = []
  for await (const file of glob(
    '{platform,modules,kernel,server/{http,mqtt,sandbox,statement,operations},gateway}/**/*.ts',
    { cwd: root },
  )) {
    if (/[.-](?:for-)?test\.ts$/.test(file)) continue
    const look = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node) {
        const [pattern, flags] = [String(node.pattern), String(node.flags)]
        found.push({
          where: `${file} /${pattern}/${flags}`,
          pattern: new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`),
        })
      }
      for (const inner of Object.values(node)) look(inner)
    }
    look(await parse(await readFile(`${root}/${file}`, 'utf8'), { syntax: 'typescript', target: 'es2022' }))
  }
  return found
}

/** Characters that a pattern speaks of, by itself and by its classes. */
function charactersOf({ source }: RegExp): string[] {
  const classes: Readonly<Record<string, string>> = {
    '\\d': '1',
    '\\w': 'a',
    '\\s': ' ',
    '\\S': 'a',
    '\\p': 'é',
    '\\P': 'a',
    '.': 'x',
  }
  const named = Object.entries(classes)
    .filter(([sign]) => source.includes(sign))
    .map(([, sample]) => sample)
  const own = [...new Set(source.replaceAll(/\\[pP]\{[^}]*\}|\\u(?:\{[^}]*\}|.{4})|\\x..|\\[a-zA-Z]/g, ''))].filter(
    sign => !'\\^$|?*+()[]{}'.includes(sign),
  )
  const escaped = [...source.matchAll(/\\([^a-zA-Z0-9])/g)].map(([, sign]) => sign ?? '')
  return [...new Set([...named, ...escaped, ...own, 'a', ' ', '-', '\n', '\u200B'])].slice(0, 24)
}

/**
 * Texts that go on for long and end otherwise than the pattern hopes: a class that leaves out some characters
 * (`/[^a]+$/`) takes whatever stands at the end but one of these.
 */
function attacksOn(pattern: RegExp): ((length: number) => string)[] {
  const signs = charactersOf(pattern)
  const units = [
    ...signs,
    ...signs.slice(0, 7).flatMap(first =>
      signs
        .slice(0, 7)
        .filter(second => second !== first)
        .map(second => first + second),
    ),
  ]
  return units.flatMap(unit =>
    ['', signs[0] ?? ''].flatMap(head =>
      ends(pattern).map(end => (length: number) => `${head}${unit.repeat(Math.ceil(length / unit.length))}${end}`),
    ),
  )
}

/** A control character, a letter, a blank, a digit, and what its negated classes name. */
const ends = ({ source }: RegExp): string[] => [
  ...new Set(['\u0001', 'a', ' ', '1', ...[...source.matchAll(/\[\^\\?(.)/gu)].map(([, sign = '']) => sign)]),
]

/**
 * Patterns that are not linear and cannot be reached by a long text, each with what bounds it. Where that bound goes,
 * the pattern has to go.
 */
const bounded: Readonly<Record<string, string>> = {
  'server/http/openapi.ts /[^A-Za-z]+(\\w)/g': 'templates of our own routes',
  'server/http/request-checks.ts /\\/+$/': 'a path that was found to have slashes in a row at its end alone',
  'kernel/proof/triggers.ts /(\\w+)\\s*\\(/g': 'our own triggers',
  'kernel/audit/own-reads.ts /"?(\\w+)"?\\."?(\\w+)"?/g': 'our own SQL',
  'modules/website/address.ts /\\d+$/': 'what was found to be an IPv4 address',
}

describe('every pattern in code that reads texts from outside', () => {
  it('takes a time that grows with the length of the text and no faster', async () => {
    const patterns = await everyPattern()
    expect(patterns.length).toBeGreaterThan(150)
    const slow = new Set<string>()
    for (const { where, pattern } of patterns.filter(one => !(one.where in bounded))) {
      for (const attack of attacksOn(pattern)) {
        const times = growth(
          text => {
            text.replace(pattern, '')
          },
          attack,
          6000,
        )
        if (times > mostGrowth) {
          slow.add(`${where}: ${times.toFixed(0)} times for ${JSON.stringify(attack(6))}`)
          break
        }
      }
    }
    expect([...slow]).toEqual([])
  }, 600_000)
})
