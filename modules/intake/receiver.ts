import { once } from 'node:events'
import { callbackify } from 'node:util'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Listeners } from '../../platform/listeners.ts'
import type { Metric } from '../../platform/metrics.ts'
import { minutes, seconds } from '../../kernel/clock/clock.ts'
import { listFor } from './addressed.ts'
import { counting } from './counting.ts'
import { rate } from './rate.ts'
import { largest } from './reading-job.ts'
import { Exhausting, NotTaken, refusals } from './refusing.ts'
import { slots } from './slots.ts'
import { take, type Taking } from './taking.ts'
import { isTrusted } from './trusted.ts'

interface Needs extends Taking {
  readonly listeners: Listeners
}
export interface Receiver {
  readonly port: number
  metrics(): readonly Metric[]
  stop(): Promise<void>
}

const received = '2.0.0 We have received your request / Ihr Anliegen ist bei uns eingegangen'

/** How long a connection may be idle, and how long one mail may take to arrive. */
const patience = { idle: seconds(60), mail: minutes(5) }
/** Sockets that are open at all, those included that are being refused. */
const mostSockets = 200

/**
 * Takes mail for the privacy desk and for nobody else. A mail is acknowledged once its request is on the desk; what is
 * not taken, the sender's own server tells the sender.
 */
export async function receive(needs: Needs, port: number): Promise<Receiver> {
  const {
    stating,
    clock,
    settings: { baseUrl },
    listeners: { certificate, host, trustedProxies },
  } = needs
  const isOurs = isTrusted(trustedProxies)
  const [mails, connections] = [rate({ now: () => clock.now(), isOurs }), slots({ isOurs })]
  // The server compares addresses alone; of the networks that are trusted it learns those that really call.
  const forwarders = new Set<string>()
  const { count, metrics } = counting(() => connections.taken)
  const server = new SMTPServer({
    ...certificate?.shown,
    name: new URL(baseUrl).hostname,
    banner: 'privacy desk',
    authOptional: true,
    disableReverseLookup: true,
    size: largest,
    maxClients: mostSockets,
    socketTimeout: patience.idle,
    closeTimeout: 1000,
    logger: false,
    disabledCommands: certificate ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    hidePIPELINING: true,
    onConnect: ({ id, remoteAddress }, done) => {
      // A mail server in front says by XFORWARD from where it got a mail.
      if (isOurs(remoteAddress) && !forwarders.has(remoteAddress)) {
        forwarders.add(remoteAddress)
        server.options.useXForward = [...forwarders]
      }
      done(
        connections.enter(id, remoteAddress, () => {
          hangUp(id)
        })
          ? null
          : refusals.noRoom(),
      )
    },
    onClose: ({ id }) => {
      connections.leave(id)
    },
    // Encrypted or not at all, except from a mail server on this machine, where there is no certificate.
    onMailFrom: ({ address }, { id, remoteAddress, secure }, done) => {
      connections.alive(id)
      done(
        certificate && !secure
          ? refusals.inClear()
          : address === ''
            ? refusals.noSender()
            : mails.open(remoteAddress)
              ? null
              : tooMany(),
      )
    },
    onRcptTo: ({ address }, { envelope }, done) => {
      const list = listFor(stating.manifest, address)
      const other = envelope.rcptTo.map(one => listFor(stating.manifest, one.address)).find(one => one !== list)
      done(list === undefined ? refusals.nobody() : other ? refusals.oneAtATime() : null)
    },
    onData: callbackify(async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
      await taken(stream, session).catch((error: unknown) => {
        count(error instanceof NotTaken ? error.outcome : 'later')
        throw error
      })
      return received
    }),
  })
  async function taken(
    stream: SMTPServerDataStream,
    { id, remoteAddress, envelope }: SMTPServerSession,
  ): Promise<void> {
    connections.alive(id, 'mail')
    const raw = await wholeOf(stream, () => {
      hangUp(id)
    })
    if (stream.sizeExceeded) throw refusals.tooLarge()
    if (!mails.counts(remoteAddress)) throw refusals.tooMany()
    await take(needs, {
      raw,
      to: envelope.rcptTo[0]?.address ?? '',
      sender: envelope.mailFrom ? envelope.mailFrom.address : undefined,
    }).catch((error: unknown) => {
      if (error instanceof Exhausting) mails.exhausts(remoteAddress)
      throw error
    })
    mails.taken()
    count('taken')
    connections.alive(id)
  }
  function tooMany(): NotTaken {
    count('too many')
    return refusals.tooMany()
  }
  function hangUp(id: string): void {
    const { responseCode, message } = refusals.tooSlow()
    for (const connection of server.connections) if (connection.id === id) connection.send(responseCode, message, false)
  }
  server.on('error', () => {}) // clients that hang up
  certificate?.renewed(shown => {
    server.updateSecureContext({ ...shown })
  })
  const listening = server.listen(port, host)
  await once(listening, 'listening')
  const address = listening.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    metrics,
    stop: () =>
      new Promise(stopped => {
        server.close(() => {
          stopped()
        })
      }),
  }
}

/**
 * What is too long is read to its end and thrown away, as the protocol wants it; what takes too long is not waited for.
 */
async function wholeOf(stream: SMTPServerDataStream, late: () => void): Promise<Buffer> {
  const timer = setTimeout(late, patience.mail)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>)
      if ((length += chunk.length) <= largest) chunks.push(chunk)
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks)
}
