import { randomUUID } from 'node:crypto'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { composed } from './composed.ts'
import { troubleInWords } from './problems.ts'
import { handInWords, type Relay } from './relay.ts'
import { render } from './render.ts'
import { senderOf } from './sender.ts'
import type { Letter } from './transport.ts'

export interface TestLetter {
  readonly relay: Relay
  readonly mailFrom: string | undefined
  readonly manifest: Manifest
  readonly baseUrl: string
  readonly to: string
  readonly language: Language
  readonly now: Date
}
export interface Tried {
  /** Why the relay takes no letters at all, and what mends it. */
  readonly trouble: { readonly says: string; readonly mend: string } | undefined
  readonly taken: boolean
  readonly steps: readonly { readonly what: string; readonly good: boolean; readonly says: string }[]
}

const words = {
  de: {
    title: 'Probebrief',
    says: [
      'Dieser Brief zeigt, dass Obhut über das eingestellte Mailrelay senden kann. Angefordert hat ihn, wer die Installation betreut, mit „obhut mail test“.',
      'Sie müssen nichts tun.',
    ],
  },
  en: {
    title: 'Test letter',
    says: [
      'This letter shows that Obhut can send by the mail relay that is set. Whoever runs the installation asked for it, with “obhut mail test”.',
      'There is nothing for you to do.',
    ],
  },
} as const

/** Sends one letter to whoever tries the settings, and tells what the relay said in its own words. */
export async function testLetter({
  relay,
  mailFrom,
  manifest,
  baseUrl,
  to,
  language,
  now,
}: TestLetter): Promise<Tried> {
  const from = senderOf({ mailFrom }, manifest)
  const { subject, text, html } = render(words[language], language, manifest, baseUrl)
  const id = randomUUID()
  let entered = false
  const message: Letter = {
    id,
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    from,
    to,
    date: now,
    language,
    subject,
    text,
    html,
  }
  const { outcome, said } = await handInWords(relay, { ...message, bytes: await composed(message) }, async () => {
    entered = true
  })
  const taken = outcome.is === 'taken'
  const connection = {
    what: relay.login ? 'connection, encryption, sign-in' : 'connection, encryption',
    good: entered,
    says: entered ? '' : said,
  }
  const trouble =
    outcome.is === 'not now' && outcome.trouble !== undefined ? troubleInWords(outcome.trouble) : undefined
  return {
    trouble,
    taken,
    steps: entered
      ? [connection, { what: `letter from ${from.address} to ${to}`, good: taken, says: said }]
      : [connection],
  }
}
