import type { Publisher, Reporter } from '../../platform/services.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { platform } from '../../kernel/store/work.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { HeldWithoutPurpose, refuseRowsWithoutPurpose } from '../../kernel/enforce/rows-without-purpose.ts'
import { publish, withdrawVersion, type InForceNow } from '../../kernel/versions/publishing.ts'
import { everybodyTold, ForOtherSoftware, takeEffect, ToldTooLate } from '../../kernel/versions/waiting.ts'
import { notices } from '../../modules/statements/activities.ts'
import type { Foundation } from '../startup/foundation.ts'
import { orUnfit } from './manifest.ts'

const inForceNow = ({ written, stating: { manifest } }: Foundation): InForceNow => ({
  outline: written.outline,
  hash: written.hash,
  lead: manifest.lead,
  timeZone: manifest.timeZone,
})

/** What is wrong with a manifest that came without a name is said of this. */
const theFile = 'the manifest'

/** Publishing as commands and console do it. */
export function publisherOf(foundation: Foundation, reporter?: Reporter): Publisher {
  const { store, stating, reading, written } = foundation
  return {
    async differs(source, file = theFile) {
      const { next, changes } = await reading.toRun({ source, file, effective: undefined, against: written.outline })
      await orUnfit(
        file,
        () => store.asOwner(owner => refuseRowsWithoutPurpose(owner, store.declarations, next)),
        reading.placed,
      )
      return changes
    },
    publish: (source, effective, by, file = theFile) =>
      orUnfit(
        file,
        () =>
          publish(store, inForceNow(foundation), {
            source,
            file,
            effective,
            read: reading.toRun,
            by,
            canTell: stating.states(notices.name),
          }),
        reading.placed,
      ),
    withdraw: by => withdrawVersion(store, by),
    async everybodyTold(version, at) {
      const wanted = (await foundation.versions()).find(one => one.version === version)?.effective ?? ''
      const putOff = await store.under(accountability, platform, work =>
        everybodyTold(work, version, at, inForceNow(foundation)),
      )
      if (putOff !== undefined) reporter?.fault('statement', new ToldTooLate(version, wanted, putOff))
    },
  }
}

/** Brings into force what has waited for today; where it cannot come, that is told once a day. */
export function takingEffect({ store, reading, stating }: Foundation, reporter: Reporter): () => Promise<void> {
  let told = ''
  const whyNotInForce = async (): Promise<Error | undefined> => {
    try {
      const took = await takeEffect(store, reading.published, facts => facts.manifest.timeZone, reading.asWritten)
      if (took.is === 'for other software') return new ForOtherSoftware(took.version)
      return took.is === 'not everybody told' ? new ToldTooLate(took.version, took.day, undefined) : undefined
    } catch (problem) {
      // Rows came since it was published, under what it states no longer.
      if (problem instanceof HeldWithoutPurpose) return problem
      throw problem
    }
  }
  return async () => {
    const why = await whyNotInForce()
    if (!why) return
    const today = `${why.name} ${dayOf(store.clock.now(), stating.manifest.timeZone)}`
    if (today !== told) reporter.fault('statement', why)
    told = today
  }
}
