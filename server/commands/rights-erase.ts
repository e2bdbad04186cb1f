import type { DataSubject } from '../../kernel/declare/subject.ts'
import { erasureOf, eraseSubject, type ErasureReport } from '../../kernel/rights/erase.ts'
import type { KeptByLaw } from '../../kernel/rows/kept-by-law.ts'
import type { Store } from '../../kernel/store/store.ts'
import { whyKept } from '../../kernel/statement/keeping-laws.ts'
import { platform } from '../../kernel/store/work.ts'
import { CommandFailed } from '../problems/command-errors.ts'
import { command, flag } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'
import { person, personNamed, shellNote } from './person.ts'
import { staffAccountsOf } from './staff-invite.ts'

export default command({
  name: 'rights erase',
  says: 'Erases a person from every module at once (Art. 17 GDPR), and says what is gone. Without --yes it only says what would go.',
  options: { data, ledger, ...person, yes: flag('Really erases. There is no way back.') },
  notes: shellNote,
  example: 'obhut rights erase --customer-number 4711471147 --yes',
  does: async ({ data: dir, yes, ...who }, io) =>
    withFoundation(dir, io, async (foundation, instance) => {
      const { store, stating } = foundation
      const subjects = await personNamed(store, who, io)
      const accounts =
        subjects.some(({ kind }) => kind === 'staff') && stating.states('identity.staff')
          ? staffAccountsOf(foundation, instance, io)
          : undefined
      for (const { id } of subjects)
        if (await accounts?.isOnlyAdministrator(id))
          throw new CommandFailed(
            'Nothing was erased: this is the only account with the permission administration, and without it nobody comes into the console any more. Give it to somebody else first: obhut staff invite, or obhut staff roles.',
          )
      if (!yes)
        throw new CommandFailed(
          [...(await wouldGo(store, subjects)), 'Nothing was erased. Say --yes to erase it.'].join('\n'),
        )
      const reports: ErasureReport[] = []
      for (const subject of subjects) reports.push(await eraseSubject(store, subject, { by: platform }))
      const gone = reports.flatMap(one => one.gone)
      const kept = reports.flatMap(one => one.kept)
      const shared = reports.flatMap(one => one.shared)
      const blanked = reports.flatMap(one => one.blanked)
      const waits = reports.some(one => one.waits)
      io.give({ erased: !waits, waits, gone, kept, blanked, shared }, [
        ...(waits ? [willWait] : []),
        ...gone.map(({ table, rows }) => `gone: ${table}, ${many(rows)}`),
        ...kept.map(keptLine),
        ...blanked.map(blankedLine),
        ...shared.map(sharedLine),
      ])
      return 0
    }),
})

const wouldWait = 'A legal hold stands against the erasure: it would be put off until the hold is over.'
const willWait =
  'Not erased yet: a legal hold stands against it. Nobody works with the data any more, and it is erased automatically once the hold is over.'
const many = (rows: number): string => `${rows} row${rows === 1 ? '' : 's'}`
const blankedLine = ({ table, rows }: ErasureReport['blanked'][number]): string =>
  `stays without what was this person’s, for it is about others: ${table}, ${many(rows)}`
const sharedLine = ({ table, rows }: ErasureReport['shared'][number]): string =>
  `stays with others who held the same at the same time: ${table}, ${many(rows)}`
const keptLine = ({ table, rows, law, until, assessment }: KeptByLaw): string =>
  `kept until ${until}${assessment ? ', or as long as the assessment of that year is open' : ''}: ${table}, ${many(rows)} (${whyKept(law, 'en')})`

async function wouldGo(store: Store, subjects: readonly DataSubject[]): Promise<string[]> {
  const counts = new Map<string, number>()
  const stays: string[] = []
  for (const subject of subjects) {
    const { gone, kept, blanked, shared, waits } = await erasureOf(store, subject)
    if (waits) stays.push(wouldWait)
    for (const { table, rows } of gone) counts.set(table, (counts.get(table) ?? 0) + rows)
    stays.push(...kept.map(keptLine), ...blanked.map(blankedLine), ...shared.map(sharedLine))
  }
  return [...[...counts].map(([table, rows]) => `would go: ${table}, ${many(rows)}`), ...stays]
}
