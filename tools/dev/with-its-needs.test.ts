import { describe, expect, it } from 'vitest'
import { activity } from '../../kernel/declare/activity.ts'
import { int, moment, ref } from '../../kernel/declare/columns.ts'
import { owner, subject, through } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { contract as byContract, PersonalData, Purpose } from '../../kernel/declare/terms.ts'
import { contract, contracts } from '../../platform/contract.ts'
import { defineModule } from '../../platform/module.ts'
import { everyModule } from '../../server/modules.ts'
import { withItsNeeds } from './with-its-needs.ts'

const Shelves = contract<object>('library.shelves')
const Visits = contracts<object>('library.visits')
const words = { de: 'Probe', en: 'Trial' }
const doing = (name: string, reads: Record<string, string[]> = {}) =>
  activity(name, {
    purposes: [Purpose.RequestedServiceProvision],
    basis: byContract,
    reads,
    title: words,
    words,
  })
const reader = subject('reader', { provenBy: [] })
const [lending, visiting] = [doing('lending.loans'), doing('visiting.visits')]
const loan = table('lending.loan', {
  about: owner(reader),
  under: lending,
  until: since('at', 'immediately'),
  columns: { channel: int({ is: PersonalData.DeviceBased, from: 'the clock' }), at: moment() },
})

const ground = [defineModule('kernel', {}), defineModule('identity', {}), defineModule('mail', {})]
const library = defineModule('library', { offers: [Shelves] })
const lendingModule = defineModule('lending', { activities: [lending], keeps: [loan], needs: { shelves: Shelves } })
const visitingModule = defineModule('visiting', { activities: [visiting], offers: [Visits] })
const all = [...ground, library, lendingModule, visitingModule]
const namesFor = (...[name, spec]: Parameters<typeof defineModule>): string[] => {
  const chosen = defineModule(name, spec)
  return withItsNeeds(chosen, [...all, chosen]).map(one => one.name)
}
const alone = ['kernel', 'identity', 'mail']

describe('a module that runs with what it needs', () => {
  it('has an account to sign in with and a letterbox, and nothing else where it needs nothing', () => {
    expect(namesFor('wishes', {})).toEqual([...alone, 'wishes'])
  })
  it('has whoever offers a contract that it needs, and not those whose offers it merely collects', () => {
    expect(namesFor('wishes', { needs: { shelves: Shelves } })).toEqual([...alone, 'library', 'wishes'])
    expect(namesFor('wishes', { needs: { visits: Visits } })).toEqual([...alone, 'wishes'])
  })
  it('has those whose tables its activities read, with all that these need', () => {
    const reading = doing('wishes.reading', { 'lending.loan': ['at'] })
    expect(namesFor('wishes', { activities: [reading] })).toEqual([...alone, 'library', 'lending', 'wishes'])
  })
  it('has those whose rows its own refer to, or by whose rows its own are about somebody', () => {
    const noting = doing('wishes.noting')
    const rest = { under: noting, until: since('at', 'immediately') }
    const note = table('wishes.note', { ...rest, about: owner(reader), columns: { loan: ref(loan), at: moment() } })
    const reading = table('wishes.reading', {
      ...rest,
      about: through({ possession: () => loan, on: ['channel', 'channel'] }),
      columns: { channel: int({ is: PersonalData.DeviceBased, from: 'the clock' }), at: moment() },
    })
    for (const kept of [note, reading])
      expect(namesFor('wishes', { activities: [noting], keeps: [kept] })).toContain('lending')
  })
  it.each(everyModule.map(module => [module.name, module] as const))('is %s, too', (name, module) => {
    const chosen = withItsNeeds(module, everyModule)
    const offered = new Set(chosen.flatMap(({ offers }) => offers.map(one => one.name)))
    const byOthers = new Set(everyModule.flatMap(({ offers }) => offers.map(one => one.name)))
    const lacking = chosen.flatMap(({ needs }) =>
      Object.values(needs as Record<string, { name: string; many: boolean }>).filter(
        need => !need.many && byOthers.has(need.name) && !offered.has(need.name),
      ),
    )
    expect(chosen.map(one => one.name)).toContain(name)
    expect(lacking).toEqual([])
  })
})
