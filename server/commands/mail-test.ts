import { z } from 'zod'
import { mailAddress } from '../../platform/mail-address.ts'
import { problemsAt } from '../../kernel/statement/finding.ts'
import { recipientElsewhere } from '../../kernel/recipients/elsewhere.ts'
import { testLetter } from '../../modules/mail/test-letter.ts'
import { relayAt } from '../../modules/mail/relay.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { UnfitManifest } from '../statement/manifest.ts'
import { command, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'mail test',
  says: 'Sends one letter by the mail relay of the settings, and says what the relay answered at each step.',
  takes: ['ADDRESS'],
  options: {
    data,
    ledger,
    language: valued(
      'LANGUAGE',
      'de or en: the language of the letter.',
      z.enum(['de', 'en'], 'a letter is in de or en'),
    ),
  },
  notes:
    'It takes OBHUT_SMTP_URL and OBHUT_MAIL_FROM as the platform would, and the look and name of the statement in force. Exit code 1 when the relay did not take the letter. Nothing is kept of it.',
  example: 'obhut mail test you@firma.example',
  does: async ({ data: dir, language }, io, [typed = '']) => {
    const to = mailAddress(typed)
    if (to === undefined) throw new WrongUse(`'${typed}' is no mail address.`)
    const { smtpUrl, mailFrom, baseUrl } = io.environment
    if (smtpUrl === undefined)
      throw new CannotRun(
        'OBHUT_SMTP_URL is not set: there is no relay to try. It is written as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465 (TLS).',
      )
    const relay = relayAt(smtpUrl)
    return withFoundation(dir, io, async ({ stating, store, written }) => {
      const elsewhere = recipientElsewhere(stating.manifest, 'mail', relay, 'OBHUT_SMTP_URL')
      if (elsewhere.length)
        throw new UnfitManifest(problemsAt({ source: written.source, file: 'the statement in force' }, elsewhere))
      const { steps, taken, trouble } = await testLetter({
        relay,
        mailFrom,
        manifest: stating.manifest,
        baseUrl: baseUrl ?? 'http://localhost:4400',
        to,
        language: language ?? stating.manifest.languages[0] ?? 'de',
        now: store.clock.now(),
      })
      io.give({ relay: `${relay.host}:${relay.port}`, taken, steps, ...(trouble && { trouble }) }, [
        `${relay.host}:${relay.port} (${relay.tls === 'tls' ? 'TLS' : 'STARTTLS'})`,
        ...steps.map(({ what, says, good }) => `  ${good ? '✓' : '✗'} ${what}${says ? `: ${says}` : ''}`),
        '',
        ...(trouble ? [`${trouble.says} ${trouble.mend}`] : []),
        taken
          ? 'The relay took the letter. Whether it arrives, only the mailbox shows; a refusal further on comes back to the sender address.'
          : 'The relay did not take the letter.',
      ])
      return taken ? 0 : 1
    })
  },
})
