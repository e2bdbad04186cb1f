import type { Manifest, Recipient } from '../statement/manifest.ts'

/** The calendar day of a moment, in the zone of the manifest. */
export const dayOf = (now: Date, timeZone: string): string => Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** Whether the contract with a recipient, or what makes its transfer lawful, is over on this day. */
export const hasEnded = ({ contract, safeguard }: Recipient, day: string): boolean => [contract?.until, safeguard?.until].some(until => until !== undefined && until < day)

/** The alarm: a contract ends soon, has ended, or is to be looked at. */
export class ContractIsDue extends Error {
  constructor(says: string) {
    super(says)
    this.name = 'ContractIsDue'
  }
}

/** How many days before its date somebody is told. */
const ahead = 30

/** Contracts and safeguards whose end or review is near or past, in sentences. */
export function dueContracts({ recipients, timeZone }: Manifest, now: Date): string[] {
  const today = Temporal.PlainDate.from(dayOf(now, timeZone))
  const near = (day: string | undefined): boolean => day !== undefined && Temporal.PlainDate.compare(Temporal.PlainDate.from(day), today.add({ days: ahead })) <= 0
  return recipients.flatMap(({ id, contract, safeguard }) => [
    ...(near(contract?.until) ? [`the contract with '${id}' ends on ${contract?.until}; nothing is handed over after that day`] : []),
    ...(near(safeguard?.until) ? [`what lets data go to '${id}' ends on ${safeguard?.until}; nothing is handed over after that day`] : []),
    ...(near(contract?.review) ? [`the contract with '${id}' is to be looked at by ${contract?.review}`] : []),
  ])
}
