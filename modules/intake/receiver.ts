import { once } from 'node:events'
import { callbackify } from 'node:util'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Doors } from '../../house/doors.ts'
import type { Reporter, Settings, Stating } from '../../house/given.ts'
import { SandboxError, type Sandbox } from '../../house/sandbox.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import type { DeskList, IncomingRequest } from '../rights/contract.ts'
import { listFor } from './addressed.ts'
import { rate } from './rate.ts'
import { largest, readingMail, type ReadMail } from './reading-job.ts'
import { no, refusals } from './refusing.ts'

interface Needs {
  readonly stating: Stating
  readonly clock: Clock
  readonly reporter: Reporter
  readonly doors: Doors
  readonly sandbox: Sandbox
  readonly settings: Pick<Settings, 'baseUrl'>
  readonly desk: { open(incoming: IncomingRequest): Promise<{ readonly id: string }> }
}
export interface Receiver { readonly port: number, stop(): Promise<void> }

/**
 * Takes mail for the privacy desk and for nobody else. A mail is acknowledged once its request is on the desk; what is not taken, the sender's
 * own server tells the sender.
 */
export async function receive({ stating, clock, reporter, doors, sandbox, settings, desk }: Needs, port: number): Promise<Receiver> {
  const { certificate, host } = doors
  const visits = rate(() => clock.now())
  const server = new SMTPServer({
    ...certificate?.shown, banner: 'privacy desk', authOptional: true, disableReverseLookup: true, size: largest, maxClients: 20, socketTimeout: 60_000, closeTimeout: 1000, logger: false,
    disabledCommands: certificate ? ['AUTH'] : ['AUTH', 'STARTTLS'], hidePIPELINING: true,
    onConnect: ({ remoteAddress }, done) => { done(visits.allows(remoteAddress) ? null : no(421, '4.7.0 Too many mails from here; try again in an hour')) },
    // Encrypted or not at all, except from a mail server on this machine, where there is no certificate.
    onMailFrom: ({ address }, { secure }, done) => { done(certificate && !secure ? no(530, '5.7.0 Must issue a STARTTLS command first') : address === '' ? no(550, '5.7.1 Mail without a sender is not read here') : null) },
    onRcptTo: ({ address }, { envelope }, done) => {
      const list = listFor(stating.manifest, address)
      const other = envelope.rcptTo.map(one => listFor(stating.manifest, one.address)).find(one => one !== list)
      done(list === undefined ? no(550, '5.1.1 Nobody reads this address here') : other ? no(452, '4.5.3 One address at a time') : null)
    },
    onData: callbackify((stream: SMTPServerDataStream, session: SMTPServerSession) => take(stream, session)),
  })
  async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<void> {
    const raw = await wholeOf(stream)
    if (stream.sizeExceeded) throw refusals.tooLarge()
    const list = listFor(stating.manifest, envelope.rcptTo[0]?.address ?? '')
    if (list) await open(list, raw, envelope.mailFrom ? envelope.mailFrom.address : undefined)
  }
  async function open(list: DeskList, raw: Buffer, sender: string | undefined): Promise<void> {
    const mail = await read(raw)
    if (mail.writtenByMachine) throw refusals.machine()
    if ('unkept' in mail.body) throw refusals[mail.body.unkept](settings.baseUrl)
    const from = mail.from ?? sender
    await desk.open({ by: 'mail', list, ...(from !== undefined && { from }), says: mail.body.says, receivedAt: clock.now() }).catch(failed)
  }
  /** In a process of its own, which is killed if the mail keeps it busy. */
  const read = (raw: Buffer): Promise<ReadMail> => sandbox.run(readingMail, raw).catch((error: unknown) => {
    if (error instanceof SandboxError && !error.passes) throw refusals.unreadable(settings.baseUrl)
    return failed(error)
  })
  /** The fault is ours: the sender's server keeps the mail and tries again. */
  function failed(error: unknown): never {
    reporter.fault('mail to the privacy desk', error)
    throw refusals.later()
  }
  server.on('error', () => {}) // clients that hang up
  certificate?.renewed(shown => { server.updateSecureContext({ ...shown }) })
  const listening = server.listen(port, host)
  await once(listening, 'listening')
  const address = listening.address()
  return { port: typeof address === 'object' && address ? address.port : port, stop: () => new Promise(stopped => { server.close(() => { stopped() }) }) }
}

/** What is too long is read to its end and thrown away, as the protocol wants it. */
async function wholeOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) if ((length += chunk.length) <= largest) chunks.push(chunk)
  return Buffer.concat(chunks)
}
