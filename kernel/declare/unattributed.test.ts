import { describe, expect, it } from 'vitest'
import { activity } from './activity.ts'
import { hash, moment, ref, text, uuid } from './columns.ts'
import { declarations } from './declarations.ts'
import { nobody, unattributed } from './subject.ts'
import { since, table, type AnyTable } from './table.ts'
import { duration, fields } from './settings.ts'
import { identifying, legitimateInterest, PersonalData, Purpose } from './terms.ts'

const words = { de: 'Probe', en: 'Trial' }
const visits = activity('inn.visits', {
  purposes: [Purpose.ServiceMonitoring],
  basis: legitimateInterest(words),
  title: words,
  words,
  reach: { all: 'nobody can be told apart' },
  settings: {
    keep: duration({ means: words, otherwise: 'P7D' }),
    fields: fields({ host: words }, { means: words, otherwise: [] }),
  },
})
const room = table('inn.room', { about: nobody, under: visits, columns: { name: text() } })
const visitWith = (columns: object): AnyTable =>
  table('visits.visit', {
    about: unattributed,
    under: visits,
    until: since('at', visits.keep),
    columns: { at: moment(), ...columns },
  }) as AnyTable
const declared = (visit: AnyTable): string[] => {
  try {
    declarations([{ name: 'inn', activities: [visits], keeps: [room, visit] }])
    return []
  } catch (error) {
    return [...(error as { all: readonly string[] }).all]
  }
}

describe('a table in which nobody is to be found', () => {
  it.each([...identifying])('holds no %s', is => {
    expect(declared(visitWith({ what: text({ is, from: 'the visitor' }) }))).toEqual([
      expect.stringContaining(`column 'what' of table 'visits.visit' holds ${is}`),
    ])
  })
  it('holds no id of anything, whatever it is called, and refers to nothing', () => {
    expect(declared(visitWith({ who: uuid({ from: 'the cookie' }) }))).toEqual([
      expect.stringContaining(`column 'who' of table 'visits.visit' holds an id`),
    ])
    expect(declared(visitWith({ roomId: ref(room) }))).not.toEqual([])
  })
  it('holds what tells nobody apart, and an address where the manifest asks for that', () => {
    const tells = Object.values(PersonalData).filter(is => !identifying.has(is))
    expect(tells).toContain(PersonalData.UserAgent)
    for (const is of tells) expect(declared(visitWith({ what: text({ is, from: 'the visitor' }) }))).toEqual([])
    expect(
      declared(
        visitWith({
          host: text({ is: PersonalData.IPAddress, from: 'the connection' }).askedBy(visits.fields, 'host'),
        }),
      ),
    ).toEqual([])
    expect(declared(visitWith({ mark: hash({ is: PersonalData.UID, from: 'a keyed hash' }) }))).toEqual([])
    expect(declared(visitWith({ mark: hash({ is: PersonalData.UID, from: 'the cookie' }) }))).toHaveLength(1)
    expect(
      declared(visitWith({ name: text({ is: PersonalData.Name, from: 'the form' }).askedBy(visits.fields, 'host') })),
    ).toHaveLength(1)
  })
})
