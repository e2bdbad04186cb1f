import { z } from 'zod'
import type { Proving, Reporter, Stating } from '../../platform/services.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { keepingOf } from '../../kernel/proof/in-words.ts'
import type { LatestProof } from '../../kernel/proof/kept.ts'
import { stepsOfProof } from '../../kernel/proof/checks.ts'
import { accepted, ok, route, staff, type AnyRoute } from '../../platform/route.ts'

const evidence = z.object({ from: z.string(), says: z.string(), rows: z.int().optional(), oldest: z.date().optional() })
const promise = z
  .object({
    id: z.string(),
    title: z.string(),
    clauses: z.array(z.string()),
    holds: z.boolean(),
    evidence: z.array(evidence),
    against: z.array(z.string()),
    since: z.date().nullable(),
  })
  .meta({ id: 'ProvenPromise' })
const underWay = z
  .object({
    since: z.date(),
    deep: z.boolean(),
    step: z.enum(stepsOfProof),
    done: z.int().describe('Steps that are through.'),
    of: z.int(),
  })
  .meta({ id: 'ProofUnderWay' })
const shown = z
  .object({
    at: z.date().nullable().describe('Null where no proof was made yet.'),
    version: z.int().nullable(),
    deep: z.boolean(),
    holds: z
      .boolean()
      .nullable()
      .describe('Null where the version in force has not been proved yet: then nobody knows.'),
    promises: z.array(promise),
    activities: z
      .array(z.object({ name: z.string(), title: z.string() }))
      .describe('What the activities are called that promises speak of.'),
    underWay: underWay.nullable().describe('The proof that is being made.'),
    brokeOff: z.date().nullable().describe('When an attempt began that broke off; null where a proof has come since.'),
  })
  .meta({ id: 'Proof' })
type Shown = z.infer<typeof shown>

const inFull = (
  latest: LatestProof | undefined,
  inForce: number,
  titleOf: (promise: string) => string,
): Omit<Shown, 'activities' | 'underWay' | 'brokeOff'> =>
  latest
    ? {
        ...latest,
        holds: latest.version === inForce ? latest.holds : null,
        promises: latest.promises.map(one => ({
          ...one,
          title: titleOf(one.id),
          clauses: [...one.clauses],
          against: [...one.against],
          evidence: one.evidence.map(evident),
        })),
      }
    : { at: null, version: null, deep: false, holds: null, promises: [] }
const evident = ({
  from,
  says,
  rows,
  oldest,
}: LatestProof['promises'][number]['evidence'][number]): z.infer<typeof evidence> => ({
  from,
  says,
  ...(rows !== undefined && { rows }),
  ...(oldest && { oldest }),
})

interface Needs {
  readonly proving: Proving
  readonly store: Units
  readonly stating: Stating
  readonly reporter: Reporter
}

/** The latest proof, and how far the next one is. */
async function standing({ proving, store, stating }: Needs, language: Language): Promise<Shown> {
  const now = proving.underWay()
  const latest = await proving.latest()
  const activities = [...store.declarations.activities.values()].map(({ name, spec }) => ({
    name,
    title: spec.title[language],
  }))
  return {
    ...inFull(
      latest,
      store.inForce.version,
      promise => keepingOf(promise, store.declarations, stating.manifest).title[language],
    ),
    activities,
    underWay: now ? { ...now, done: stepsOfProof.indexOf(now.step), of: stepsOfProof.length } : null,
    brokeOff: proving.brokeOff() ?? null,
  }
}

export function routes(needs: Needs): AnyRoute[] {
  const { proving, reporter } = needs
  const privacy = staff('privacy')
  return [
    route({
      at: 'GET /api/desk/proof',
      who: privacy,
      says: 'The latest proof: each promise of the statement with what shows that it is kept; and how far the one is that is being made.',
      gives: shown,
      does: async (_, { language }) => ok(await standing(needs, language)),
    }),
    route({
      at: 'POST /api/desk/proof',
      who: privacy,
      status: 202,
      says: 'Begins a proof; ask for the latest one until none is under way. Whoever asks while one is being made gets that one.',
      gives: shown,
      takes: z.strictObject({
        deep: z.boolean().default(false).describe('Looks at every row where a sample would do.'),
      }),
      does: async ({ deep }, { language }) => {
        // Nobody waits for it here: over many rows it takes longer than a connection lives.
        proving.prove({ deep }).catch((error: unknown) => {
          reporter.fault('proof', error)
        })
        return accepted(await standing(needs, language))
      },
    }),
  ]
}
