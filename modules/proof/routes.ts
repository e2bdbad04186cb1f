import { z } from 'zod'
import type { Proving } from '../../house/given.ts'
import type { LatestProof } from '../../kernel/proof/kept.ts'
import { ok, route, staff, type AnyRoute } from '../../house/route.ts'

const evidence = z.object({ from: z.string(), says: z.string(), rows: z.int().optional(), oldest: z.date().optional() })
const promise = z.object({ id: z.string(), clauses: z.array(z.string()), holds: z.boolean(), evidence: z.array(evidence), against: z.array(z.string()), since: z.date().nullable() }).meta({ id: 'ProvenPromise' })
const shown = z.object({
  at: z.date().nullable().describe('Null where no proof was made yet.'), version: z.int().nullable(), deep: z.boolean(), holds: z.boolean(), promises: z.array(promise),
}).meta({ id: 'Proof' })

const inFull = (latest: LatestProof | undefined): z.infer<typeof shown> => latest
  ? { ...latest, promises: latest.promises.map(one => ({ ...one, clauses: [...one.clauses], against: [...one.against], evidence: one.evidence.map(evident) })) }
  : { at: null, version: null, deep: false, holds: true, promises: [] }
const evident = ({ from, says, rows, oldest }: LatestProof['promises'][number]['evidence'][number]): z.infer<typeof evidence> => ({ from, says, ...(rows !== undefined && { rows }), ...(oldest && { oldest }) })

export function routes(proving: Proving): AnyRoute[] {
  const privacy = staff('privacy')
  let running: Promise<LatestProof> | undefined
  return [
    route({ at: 'GET /api/desk/proof', who: privacy, says: 'The latest proof: each promise of the statement with what shows that it is kept.', gives: shown, does: async () => ok(inFull(await proving.latest())) }),
    route({
      at: 'POST /api/desk/proof', who: privacy, says: 'Makes a proof now; whoever asks while one is being made gets that one.', gives: shown,
      takes: z.strictObject({ deep: z.boolean().default(false).describe('Looks at every row where a sample would do.') }),
      does: async ({ deep }) => {
        running ??= proving.prove({ deep }).finally(() => { running = undefined })
        return ok(inFull(await running))
      },
    }),
  ]
}
