import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readManifest } from '../../kernel/statement/manifest.ts'
import { everySentence } from '../../kernel/statement/render.ts'
import { settingSentence, settingsOf } from '../../kernel/statement/rendering.ts'
import { zodOf } from '../../kernel/declare/schema.ts'
import type { Setting } from '../../kernel/declare/settings.ts'
import { settingsOfEnds } from '../../kernel/statement/storage-section.ts'
import { everyModule } from '../modules.ts'

const statements = `${import.meta.dirname}/../../statements`
const activities = everyModule.flatMap(module => module.activities)
const tables = everyModule.flatMap(module => module.keeps)
const languages = ['de', 'en'] as const
const manifests = ['home', 'meter', 'talk', 'trial', 'soft', 'demo']

/** Settings that have a sentence of their own; a storage period is told with what ends by it. */
const told = activities.flatMap(activity => {
  const ends = settingsOfEnds({ activities, tables } as never, activity) // as: it looks at the declarations alone
  return settingsOf(activity)
    .filter(([name]) => !ends.has(name))
    .map(([name, setting]) => ({ name: `${activity.name}/${name}`, setting }))
})

/** Every value that a manifest can choose, or one of each grammatical kind where they are endless. */
function valuesOf(setting: Setting): unknown[] {
  const { kind, names = {} } = setting
  const all = Object.keys(names)
  switch (kind) {
    case 'duration':
      return ['PT1H', 'PT15M', 'P1D', 'P7D', 'P1W', 'P1M', 'P6M', 'P1Y', 'P2Y', 'P1Y6M']
    case 'choice':
      return all
    case 'fields':
      return [[], ...all.map(name => [name]), ...all.slice(1).map((name, place) => [all[place], name]), all].filter(
        chosen => zodOf(setting.schema).safeParse(chosen).success,
      )
    case 'proof':
      return ['none', ...['P1Y', 'P3Y', 'P6M'].map(keep => ({ keep }))]
  }
}

/** What betrays a sentence that was put together and never read. */
function flaws(sentence: string): string[] {
  const signs: [RegExp, string][] = [
    [/^\p{Ll}/u, 'begins in lower case'],
    [/(?<![.!?…]”?“?)$/u, 'has no end'],
    [/\.\.(?!\.)/, 'ends twice'],
    [/\s[.,;:]/, 'has a space before a sign'],
    [/ {2}/, 'has two spaces'],
    [/:\s*[.;]/, 'announces nothing'],
    [/undefined|null|NaN|\[object/, 'shows a value of the machine'],
    [/\([^)]*\(/, 'nests brackets'],
    [/: (keine|none)\./, 'answers a label with none'],
    [/\b(einen|einem|ein) (Jahre|Monate|Tage)\b/, 'is wrong in number'],
    [/\b(spätestens|nach|für|höchstens|längstens) ein (Tag|Monat)\b/i, 'is wrong in case'],
    [/\bThe \p{L}+ and \p{L}+ is\b/u, 'is wrong in number'],
    [/, \p{L}[^,;:]*, (die|der|das|von der|von dem) [^,;:]* (und|oder) /u, 'has a relative clause in a list'],
  ]
  const read = sentence.replaceAll(/(?<=\d)(\(\w+\))+/g, '') // "Art. 6(1)(a)" is no bracket
  return signs.filter(([sign]) => sign.test(read)).map(([, what]) => what)
}
const flawed = (sentences: readonly string[]): string[] =>
  [...new Set(sentences)].flatMap(sentence => flaws(sentence).map(flaw => `${flaw}: ${sentence}`))

describe('a setting', () => {
  it.each(told)('$name has a sentence for each value, in both languages', ({ setting }) => {
    expect(setting.says).toBeDefined()
    const sentences = valuesOf(setting).flatMap(value =>
      languages.map(language => settingSentence(setting, value, language)),
    )
    expect(flawed(sentences)).toEqual([])
  })
})

describe.each(manifests)('the statement of %s', name => {
  it.each(languages)('reads as sentences (%s)', async language => {
    const { manifest } = readManifest(await readFile(`${statements}/${name}.yaml`), name, activities, tables)
    const sentences = everySentence({ manifest: manifest!, activities, tables, language, version: 1 })
    const facts = new Set([
      'statement/effective',
      'statement/versions',
      'statement/company',
      'statement/contact',
      'statement/officer',
      'statement/authority',
    ])
    expect(
      flawed(
        sentences.filter(({ id }) => !facts.has(id) && !id.startsWith('statement/recipient/')).map(({ text }) => text),
      ),
    ).toEqual([])
  })
})
