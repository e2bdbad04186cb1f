import { OperatorProblem } from '../problems/problem.ts'
import type { Manifest, Recipient } from '../statement/manifest.ts'
import { dayInWords, dayOf } from '../declare/periods.ts'
import type { Words } from '../declare/terms.ts'

/**
 * What lets data go to a recipient: the contract with it (Art. 26, 28(3) GDPR), or a safeguard for its country (Art. 46
 * GDPR).
 */
type Ground = 'contract' | 'safeguard'

/**
 * What let data go to a recipient and is over on this day; nothing as long as both last. The last day itself still
 * counts.
 */
export const endedOf = (
  recipient: Recipient,
  day: string,
): { readonly ground: Ground; readonly on: string } | undefined =>
  (['contract', 'safeguard'] as const).flatMap(ground => {
    const on = recipient[ground]?.until
    return on !== undefined && on < day ? [{ ground, on }] : []
  })[0]

/** How many days before its date somebody is told. */
const ahead = 30

/** A date of a recipient that is near or past. */
export interface Due {
  readonly recipient: Recipient
  readonly what: Ground | 'review'
  readonly on: string
  readonly past: boolean
  /** It runs a store: what lies there already does not leave by itself. */
  readonly runsStore: boolean
}

/** Ends of contracts and safeguards, and reviews of contracts, that are near or past. */
export function dueContracts({ recipients, stores, timeZone }: Manifest, now: Date): Due[] {
  const today = dayOf(now, timeZone)
  const horizon = Temporal.PlainDate.from(today).add({ days: ahead }).toString()
  return recipients.flatMap(recipient =>
    (
      [
        ['contract', recipient.contract?.until],
        ['safeguard', recipient.safeguard?.until],
        ['review', recipient.contract?.review],
      ] as const
    ).flatMap(([what, on]) =>
      on !== undefined && on <= horizon
        ? [{ recipient, what, on, past: on < today, runsStore: stores.some(store => store.recipient === recipient.id) }]
        : [],
    ),
  )
}

/** What can be due for a recipient; each is an alarm of its own. */
export const whatCanBeDue: readonly Due['what'][] = ['contract', 'safeguard', 'review']
export const alarmOf = ({
  recipient: { id },
  what,
}: {
  readonly recipient: Pick<Recipient, 'id'>
  readonly what: Due['what']
}): string => `${id} ${what}`

/** A contract or safeguard ends within thirty days, or a contract is to be reviewed. */
export class ContractIsDue extends OperatorProblem {
  constructor(due: Due) {
    super({ says: says(due), mend: mends[due.what], of: alarmOf(due) })
  }
}

/** A contract or safeguard has ended, and nothing goes to that recipient any more. */
export class ContractHasEnded extends OperatorProblem {
  constructor(due: Due) {
    super({ says: says(due), mend: mends[due.what], urgent: true, of: alarmOf(due) })
  }
}

export const contractProblem = (due: Due): OperatorProblem =>
  due.past && due.what !== 'review' ? new ContractHasEnded(due) : new ContractIsDue(due)

/** One sentence for each of what can be due; a day that is over is told in the past. */
function says({ recipient: { id, name }, what, on, past, runsStore }: Due): Words {
  const [de, en] = [dayInWords(on, 'de'), dayInWords(on, 'en')]
  if (what === 'review')
    return {
      de: `Der Vertrag mit ${name} (${id}) ${past ? 'war' : 'ist'} bis zum ${de} zu prüfen.`,
      en: `The contract with ${name} (${id}) ${past ? 'was' : 'is'} to be reviewed by ${en}.`,
    }
  const subject =
    what === 'contract'
      ? { de: `Der Vertrag mit ${name} (${id})`, en: `The contract with ${name} (${id})` }
      : {
          de: `Die Garantie für Übermittlungen an ${name} (${id})`,
          en: `The safeguard for transfers to ${name} (${id})`,
        }
  const stays = runsStore
    ? {
        de: ' Was dort gespeichert ist, liegt weiterhin dort: Klären Sie das sofort.',
        en: ' What is stored there still lies there: settle that at once.',
      }
    : { de: '', en: '' }
  return past
    ? {
        de: `${subject.de} ist am ${de} abgelaufen. Seitdem wird dorthin nichts mehr übermittelt.${stays.de}`,
        en: `${subject.en} ended on ${en}. Nothing has been handed over since.${stays.en}`,
      }
    : {
        de: `${subject.de} endet am ${de}. Danach wird dorthin nichts mehr übermittelt.`,
        en: `${subject.en} ends on ${en}. Nothing is handed over after that day.`,
      }
}

const mends: Readonly<Record<Due['what'], Words>> = {
  contract: {
    de: 'Verlängern Sie den Vertrag und veröffentlichen Sie eine Version mit dem neuen contract.until, oder nennen Sie einen anderen Empfänger.',
    en: 'Renew the contract and publish a version with the new contract.until, or name another recipient.',
  },
  safeguard: {
    de: 'Schließen Sie eine neue Garantie ab (etwa Standardvertragsklauseln) und veröffentlichen Sie eine Version mit dem neuen safeguard.until, oder nennen Sie einen anderen Empfänger.',
    en: 'Agree on a new safeguard (standard contractual clauses, for example) and publish a version with the new safeguard.until, or name another recipient.',
  },
  review: {
    de: 'Prüfen Sie den Vertrag und veröffentlichen Sie eine Version mit dem nächsten contract.review.',
    en: 'Review the contract and publish a version with the next contract.review.',
  },
}
