import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import { selfSigned } from '../../server/testing/certificate.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'

/** What a relay was told. */
export interface RelayedMail {
  readonly to: readonly string[]
  readonly from: string
  readonly raw: string
  readonly secure: boolean
  readonly user: string | undefined
}

export interface TestRelay {
  readonly port: number
  readonly cert: string
  readonly taken: RelayedMail[]
  /** Commands that came before TLS stood; nothing personal may be among them. */
  readonly envelopes: { readonly address: string; readonly secure: boolean }[]
  close(): Promise<void>
}

interface How extends Partial<SMTPServerOptions> {
  readonly name?: string
  readonly validity?: { readonly from?: string; readonly until?: string }
  /** Runs before a message is taken; may refuse it by throwing, or take its time. */
  readonly before?: (to: readonly string[]) => Promise<void>
  readonly refuses?: (address: string) => Error | undefined
}

export const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode })

/** A real mail server with STARTTLS (or TLS at once) and a certificate that signs itself. */
export async function aRelay({
  name = 'localhost',
  validity,
  before = async () => {},
  refuses = () => undefined,
  ...options
}: How = {}): Promise<TestRelay> {
  const { key, cert } = selfSigned(name, validity)
  const taken: RelayedMail[] = []
  const envelopes: TestRelay['envelopes'] = []
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    onAuth: ({ username, password }, _session, done) => {
      if (password === 'right') done(null, { user: username })
      else done(refusal(535, 'no'))
    },
    onRcptTo: ({ address }, session, done) => {
      envelopes.push({ address, secure: session.secure })
      done(refuses(address) ?? null)
    },
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      const raw = await text(stream)
      const to = session.envelope.rcptTo.map(one => one.address)
      await before(to)
      taken.push({
        to,
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
        raw,
        secure: session.secure,
        user: session.user as string | undefined,
      })
    }),
    ...options,
  })
  server.on('error', () => {}) // clients that hang up
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const close = (): Promise<void> =>
    new Promise(closed => {
      server.close(() => {
        closed()
      })
    })
  atTheEnd(close)
  return { port: (server.server.address() as AddressInfo).port, cert, taken, envelopes, close }
}
