import { describe, it } from 'vitest'
import { holdsFromItsDay, isRefusedWithoutNotices, isToldBefore } from '../changing.ts'
import { clause, platformOf } from '../clause.ts'

describe(clause('soft/7'), () => {
  it('is told before its day; from then on the new one holds for each visit, with the old one beside it', async () => {
    await isRefusedWithoutNotices('soft')
    const world = await platformOf('soft')
    const day = await isToldBefore(world, 'soft')
    await holdsFromItsDay(world, day)
  })
})
