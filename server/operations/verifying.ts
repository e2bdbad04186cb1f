import type { Verifying } from '../../platform/services.ts'
import { verifyAudit } from '../../kernel/checkpoints/verify.ts'
import { witnessIn } from '../../kernel/checkpoints/witness.ts'
import type { Foundation } from '../startup/foundation.ts'

/** The audit log of this platform, held against its seals and against the files that witness it. */
export const verifyingOf = ({ store, periods }: Foundation, witnesses: readonly string[]): Verifying => ({
  async verify(newest) {
    const { looked: _, ...verified } = await verifyAudit(store, await periods(), {
      newest,
      witnesses: await Promise.all(witnesses.map(witnessIn)),
    })
    const [last] = await store.desk(
      'proof',
      async client =>
        (await client.query<{ at: Date | null }>('select at from obhut.audit_seal order by number desc limit 1')).rows,
    )
    return { ...verified, witnesses: witnesses.length, sealedAt: last?.at ?? null }
  },
})
