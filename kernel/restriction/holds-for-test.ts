import { randomUUID } from 'node:crypto'
import { days, later } from '../clock/clock.ts'
import { legalHoldJobs } from '../rights/waiting-erasures.ts'
import type { SetAside } from '../problems/batches.ts'
import type { World } from '../../server/testing/world.ts'
import { askForHold, decideHold, type HoldAsked } from './legal-holds.ts'

/** Who asks for a hold, and who decides on it and ends it. */
export const [one, another] = [randomUUID(), randomUUID()]

/** A hold that stands on somebody for ninety days. */
export async function held(world: World, subject: string, more: Partial<HoldAsked> = {}): Promise<string> {
  const asked = await askForHold(world.store, one, {
    kind: 'customer',
    subject,
    fileNumber: '3 O 12/26',
    ground: 'claims',
    because: 'the buyer sued for damages',
    until: later(world.clock.now(), days(90)),
    ...more,
  })
  if (asked === 'erased') throw new Error('nobody is there any more')
  const hindrance = await decideHold(world.store, another, asked.id, {
    decision: 'approved',
    reason: 'looked at the file',
  })
  if (hindrance) throw new Error(hindrance)
  return asked.id
}

/** Does what waits for the end of holds. */
export const goOn = (world: World, aside?: SetAside): Promise<void> => {
  const [job] = legalHoldJobs(world.store, aside)
  return job!.does({} as never, {} as never)
}
