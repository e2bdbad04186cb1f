import { hours, minutes, days } from '../../kernel/clock/clock.ts'
import type { Proving, Reporter } from '../../platform/services.ts'
import { ledgerProblems } from '../../kernel/ledger/problems.ts'
import { problemKind } from '../../kernel/problems/problem.ts'
import type { AlarmKeeper } from '../../kernel/alarms/keeper.ts'
import { purgeWhenDue, PurgeLags } from '../../kernel/backup/purge.ts'
import { consentJobs } from '../../kernel/consent/settle.ts'
import {
  alarmOf,
  ContractHasEnded,
  ContractIsDue,
  contractProblem,
  dueContracts,
  whatCanBeDue,
} from '../../kernel/recipients/contracts.ts'
import { noticeJobs } from '../../kernel/disclosure/notices.ts'
import { legalHoldJobs } from '../../kernel/rights/waiting-erasures.ts'
import type { Job } from '../../kernel/jobs/queue.ts'
import { sweepLedger } from '../../kernel/retention/ledger-sweep.ts'
import { overdue, SweepLags } from '../../kernel/retention/overdue.ts'
import { Unswept } from '../../kernel/retention/removing.ts'
import { sweep } from '../../kernel/retention/sweep.ts'
import { alarmJobs } from './alarms.ts'
import { withClient, type Admin } from '../startup/database.ts'
import type { Foundation } from '../startup/foundation.ts'
import { proveWhenDue } from './proving.ts'
import { takingEffect } from '../statement/publisher.ts'

export interface KernelJobsNeeds {
  readonly proving: Proving
  readonly reporter: Reporter
  readonly alarms: AlarmKeeper
  /** Purges the database once a week; as the administrator of the server where that is ours. */
  readonly purges: { readonly administrator: Admin | undefined } | undefined
}

/** What the kernel does by itself while a platform runs. */
export function kernelJobs(foundation: Foundation, { proving, reporter, alarms, purges }: KernelJobsNeeds): Job[] {
  const unswept = new Unswept(foundation.store.clock)
  // What it leaves behind the proof tells in its own words.
  const sweepFirst = async (): Promise<void> => {
    const stated = await foundation.periods()
    await sweep(foundation.store, stated, { aside: unswept })
    await sweepLedger(foundation.store, stated)
  }
  return [
    {
      name: 'kernel.contracts',
      every: days(1),
      does: async () => {
        watchContracts(foundation, reporter)
      },
    },
    {
      name: 'kernel.sweep',
      every: minutes(5),
      // A live store is swept as soon as its clock is believed.
      first: minutes(1),
      afterDoubt: true,
      does: () => sweepOrAlarm(foundation, reporter, unswept),
    },
    { name: 'kernel.take-effect', every: 1000, inEachProcess: true, does: takingEffect(foundation, reporter) },
    ...consentJobs(foundation.store),
    ...noticeJobs(foundation.store),
    ...legalHoldJobs(foundation.store),
    {
      name: 'kernel.prove',
      every: minutes(10),
      first: minutes(10),
      within: minutes(30),
      does: () => proveWhenDue(foundation, proving, sweepFirst),
    },
    { name: 'kernel.ledger', every: minutes(1), whateverTheClock: true, does: () => keepLedger(foundation, reporter) },
    ...alarmJobs(alarms, foundation.store),
    ...(purges ? [weeklyPurge(foundation, purges.administrator, reporter)] : []),
  ]
}

/** Every hour it is looked whether a week is over. */
const weeklyPurge = ({ store }: Foundation, administrator: Admin | undefined, reporter: Reporter): Job => ({
  name: 'kernel.purge',
  every: hours(1),
  first: hours(1),
  within: hours(6),
  does: async () => {
    const done = await purgeWhenDue(store, {
      administrator: administrator && (work => withClient(administrator, work)),
    })
    if (done?.passedOver.length) reporter.fault('purge', new PurgeLags(done.passedOver))
    else if (done) reporter.over?.(PurgeLags)
  },
})

/** Ships what a crash kept from being shipped, and sweeps what no backup is old enough for. */
async function keepLedger({ store, periods }: Foundation, reporter: Reporter): Promise<void> {
  await store.shipped()
  for (const kind of ledgerProblems) reporter.over?.(kind)
  if (store.clock.inDoubt === undefined) await sweepLedger(store, await periods())
}

/** A sweep that does not keep up is a fault, told each time until it has caught up. */
async function sweepOrAlarm({ store, periods }: Foundation, reporter: Reporter, aside: Unswept): Promise<void> {
  const stated = await periods()
  try {
    await sweep(store, stated, { aside })
  } finally {
    const late = await overdue(store, stated)
    if (late.length) reporter.fault('retention', new SweepLags(late))
    else reporter.over?.(SweepLags)
  }
}

/** Staff are told before a contract or safeguard of a recipient ends, and after; what was renewed is over. */
function watchContracts({ stating: { manifest }, store }: Foundation, reporter: Reporter): void {
  const problems = dueContracts(manifest, store.clock.now()).map(contractProblem)
  for (const problem of problems) reporter.fault('recipients', problem)
  for (const recipient of manifest.recipients)
    for (const what of whatCanBeDue)
      for (const kind of [ContractIsDue, ContractHasEnded]) {
        const of = alarmOf({ recipient, what })
        if (!problems.some(one => one.kind === problemKind(kind, of))) reporter.over?.(kind, of)
      }
}
