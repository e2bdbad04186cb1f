import { sql } from 'kysely'
import { hours } from '../clock/clock.ts'
import { accountability } from '../declare/activities.ts'
import { flag, int, json, moment } from '../declare/columns.ts'
import type { Store } from '../store/store.ts'
import { nobody } from '../declare/subject.ts'
import { since, table } from '../declare/table.ts'
import { platform } from '../store/work.ts'
import type { Proof, Proven } from './prove.ts'
import { OperatorProblem } from '../problems/problem.ts'

const own = { from: 'the proof' } as const

/**
 * Every proof that was made: when, of which version, how it came out; of the latest all that was found. It names
 * nobody.
 */
export const keptProof = table('obhut.proof', {
  about: nobody,
  under: accountability,
  until: since('at', accountability.keep),
  columns: {
    at: moment(),
    version: int(own),
    deep: flag(own),
    promises: int(own),
    broken: int(own),
    found: json(own).orNot(),
  },
})

/** The latest proof of a store, as the privacy desk and whoever reads the statement see it. */
export interface LatestProof extends Proof {
  readonly deep: boolean
}

/** Promises that the running system does not keep: the alarm. */
export class PromisesBroken extends OperatorProblem {
  constructor(promises: readonly Proven[]) {
    const shown = promises
      .slice(0, mostNamed)
      .map(({ id, against: [first, ...more] }) => `${id} (${first ?? ''}${more.length ? `; +${more.length}` : ''})`)
      .join(', ')
    const left = promises.length - mostNamed
    super({
      urgent: true,
      says: {
        de: `Diese Zusagen der Datenschutzerklärung werden nicht eingehalten: ${shown}${left > 0 ? ` und ${left} weitere` : ''}.`,
        en: `These promises of the statement do not hold: ${shown}${left > 0 ? ` and ${left} more` : ''}.`,
      },
      mend: {
        de: 'Die Konsole zeigt unter „Nachweis“, was dagegen spricht; ebenso „obhut prove“. Stellen Sie den erklärten Zustand wieder her und führen Sie den Nachweis erneut.',
        en: "The console shows under 'Proof' what speaks against them, and so does 'obhut prove'. Bring back what the statement says, and prove again.",
      },
    })
  }
}
/** Promises that an alarm names; the proof names all. */
const mostNamed = 5

export async function keepProof(store: Store, proof: Proof, deep: boolean): Promise<void> {
  const broken = proof.promises.filter(one => !one.holds).length
  await store.under(accountability, platform, async work => {
    const db = work.over(keptProof)
    await db.updateTable('obhut.proof').set({ found: null }).where('found', 'is not', null).execute()
    await db
      .insertInto('obhut.proof')
      .values({
        at: proof.at,
        version: proof.version,
        deep,
        promises: proof.promises.length,
        broken,
        found: JSON.stringify(proof.promises),
      })
      .execute()
  })
}

/**
 * The latest proof as the store has it at this moment. What it found is long, so that it is read anew only where there is
 * another one than at the look before.
 */
export function latestProofIn(store: Store): () => Promise<LatestProof | undefined> {
  let kept: { readonly id: string; readonly proof: LatestProof } | undefined
  return async () => {
    const known = kept
    const row = await store.under(accountability, platform, work =>
      work
        .over(keptProof)
        .selectFrom('obhut.proof')
        .select(['id', 'at', 'version', 'deep', 'broken'])
        .select(
          sql<Proven[] | null>`case when id is distinct from ${known?.id ?? null}::uuid then found end`.as('news'),
        )
        .where('found', 'is not', null)
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst(),
    )
    if (!row) return undefined
    const { id, at, version, deep, broken, news } = row
    if (known && news === null) return known.proof
    kept = { id, proof: { at, version, deep, holds: broken === 0, promises: (news ?? []).map(thawed) } }
    return kept.proof
  }
}

/** Moments came through JSON as text. */
const thawed = (one: Proven): Proven => ({
  ...one,
  since: one.since && new Date(one.since),
  evidence: one.evidence.map(({ oldest, ...rest }) => ({ ...rest, ...(oldest && { oldest: new Date(oldest) }) })),
})

/** Whether it is time for another one: a day after the last, and at once after a new version came into force. */
export const isDue = (
  last: Pick<LatestProof, 'at' | 'version'> | undefined,
  { inForce, clock }: Pick<Store, 'inForce' | 'clock'>,
): boolean => !last || last.version !== inForce.version || clock.now().getTime() - last.at.getTime() >= hours(24)
