import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { accountability } from '../declare/activities.ts'
import { person } from '../store/work.ts'
import { sealAudit } from '../sealing/seal.ts'
import { verifyAudit, type Verification, type VerifyOptions } from './verify.ts'
import { witnessIn, witnessTo } from './witness.ts'

export interface Log extends World {
  readonly witnessFile: string
  /** The persons whom the entries are about, in their order. */
  readonly persons: readonly string[]
  verify(options?: VerifyOptions): Promise<Verification>
  /** Writes entries about somebody, in one transaction. */
  notes(subject: string, ...facts: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  seal(): Promise<void>
}

/**
 * A log with so many entries about as many persons, a seal for each four, and a witness; with `sealedByHand` nothing
 * else seals.
 */
export async function aLog(entries: number, { sealedByHand = false } = {}): Promise<Log> {
  const world = await aWorld({
    modules: [kernel],
    manifest: aManifest([kernel], { 'kernel.accountability': { fields: ['userName'] } }),
    ...(sealedByHand && { sealEvery: 3_600_000 }),
  })
  if (sealedByHand) await world.jobs.stop()
  const witnessFile = join(await mkdtemp(join(tmpdir(), 'witness-')), 'seals.jsonl')
  const witness = witnessTo(world.store, [witnessFile])
  const persons: string[] = []
  const log: Log = {
    ...world,
    witnessFile,
    persons,
    verify: async options =>
      verifyAudit(world.store, await world.periods(), { witnesses: [await witnessIn(witnessFile)], ...options }),
    notes: (subject, ...all) =>
      world.store.under(accountability, person(subject), async work => {
        for (const facts of all) work.note({ what: 'signed in', userName: `user of ${subject.slice(0, 8)}`, facts })
      }),
    seal: async () => {
      await sealAudit(world.store)
      await witness.tell()
    },
  }
  for (let count = 0; count < entries; count++) {
    persons.push(randomUUID())
    await log.notes(persons[count]!, { name: `person ${count}`, nested: { b: 1, a: ['x', count] } }) // just pushed
    if (count % 4 === 3) await log.seal()
  }
  await log.seal()
  return log
}
