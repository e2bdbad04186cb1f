import { describe, expect, it } from 'vitest'
import { day, json, moment, oneOf, text, type Column } from '../../kernel/declare/columns.ts'
import { valuesInWords } from '../../kernel/statement/value-words.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { everyModule } from '../modules.ts'
import { declarationsOf } from './reading/reader.ts'

const all = declarationsOf(everyModule)
const own = { is: PersonalData.GeneratedPersonalData, from: 'the platform' } as const
const written = (column: Column<any>, ...values: readonly unknown[]) =>
  (['de', 'en'] as const).map(language => values.map(valuesInWords(column, all, language, 'Europe/Berlin'))) // any: of whatever type

describe('a value that a person reads', () => {
  it('has words in both languages, in every column that the program fills with its own', () => {
    const shown = [...all.tables.values()].filter(({ about }) => about.who === 'owner' || about.who === 'through')
    const raw = shown.flatMap(({ name, columns }) =>
      Object.entries(columns)
        .filter(([, { words, terms, secret }]) => words && !terms && !secret)
        .map(([column]) => `${name}.${column}`),
    )
    expect(raw).toEqual([])
  })
  it('is written as in a letter', () => {
    expect(
      written(
        oneOf(['yes', 'no'], { ...own, terms: { yes: { de: 'ja', en: 'yes' }, no: { de: 'nein', en: 'no' } } }),
        'no',
        null,
      ),
    ).toEqual([
      ['nein', ''],
      ['no', ''],
    ])
    expect(written(text({ is: PersonalData.Country, from: 'you' }), 'DE', 'Neuland')).toEqual([
      ['Deutschland', 'Neuland'],
      ['Germany', 'Neuland'],
    ])
    expect(written(text(own), 'DE', 'valueOf')).toEqual([
      ['DE', 'valueOf'],
      ['DE', 'valueOf'],
    ])
    expect(written(text({ ...own, terms: 'activities' }), 'mail.delivery', 'gone.since')).toEqual([
      [all.activities.get('mail.delivery')?.spec.title.de, 'gone.since'],
      [all.activities.get('mail.delivery')?.spec.title.en, 'gone.since'],
    ])
    expect(written(text({ ...own, terms: 'personal data' }), ['pd:EmailAddress', 'identity.account.mail'])).toEqual([
      ['E-Mail-Adresse, E-Mail-Adresse'],
      ['e-mail address, E-mail address'],
    ])
    expect(
      written(json({ ...own, terms: { privacy: { de: 'Datenschutz', en: 'privacy' } } }), [], {}, ['privacy'], {
        a: 'privacy',
        b: null,
      }),
    ).toEqual([
      ['', '', 'Datenschutz', 'a: Datenschutz'],
      ['', '', 'privacy', 'a: privacy'],
    ])
    expect(written(day(own), '2026-03-01')).toEqual([['01.03.2026'], ['1 Mar 2026']])
    expect(written(moment(), new Date('2026-03-01T12:00:00Z'))).toEqual([['01.03.2026, 13:00'], ['1 Mar 2026, 13:00']])
  })
})
