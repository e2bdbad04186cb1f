import { readFileSync } from 'node:fs'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { minutes, seconds } from '../../kernel/clock/clock.ts'
import type { Trouble } from './problems.ts'
import type { Message, DeliveryOutcome, Transport } from './transport.ts'

/**
 * A relay as its address says: `smtp://user:password@host:587` (STARTTLS) or `smtps://host` (TLS from the first byte).
 */
export interface Relay {
  readonly host: string
  readonly port: number
  readonly tls: 'starttls' | 'tls'
  readonly login?: { readonly user: string; readonly pass: string }
  /** Certificates (PEM) trusted beside those that the system trusts. */
  readonly trusted?: string
}

export class WrongRelay extends Error {
  constructor(why: string) {
    super(
      `OBHUT_SMTP_URL: ${why}. It is written as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465 (TLS).`,
    )
    this.name = 'WrongRelay'
  }
}

/** Reads the address of a relay. What is wrong with it is said without the password in it. */
export function relayAt(address: string): Relay {
  const url = URL.parse(address)
  if (!url || !url.hostname) throw new WrongRelay('this is not an address')
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw new WrongRelay(`'${url.protocol}//' is not a way to send mail`)
  const unknown = [...url.searchParams.keys()].filter(name => name !== 'ca')
  if (unknown.length)
    throw new WrongRelay(
      `'${unknown.join(', ')}' means nothing here; '?ca=file.pem' names certificates to trust, and TLS cannot be switched off`,
    )
  const tls = url.protocol === 'smtps:' ? 'tls' : 'starttls'
  const ca = url.searchParams.get('ca')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (tls === 'tls' ? 465 : 587),
    tls,
    ...(url.username && { login: { user: decoded(url.username), pass: decoded(url.password) } }),
    ...(ca && { trusted: certificates(ca) }),
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new WrongRelay('a % in user or password is written as %25')
  }
}

function certificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new WrongRelay(`the certificates in '${file}' cannot be read`)
  }
}

export interface Patience {
  /** For one step of the conversation. */
  readonly step: number
  /** For all of it; shorter than a claim lasts, so that nobody else takes the letter meanwhile. */
  readonly whole: number
}
const usual: Patience = { step: seconds(60), whole: minutes(4) }
/**
 * A relay that is up greets at once; what takes longer is a port that speaks something else, or a firewall that drops.
 */
const toGreet = seconds(20)

/**
 * Hands letters to a relay, encrypted or not at all: without TLS, or with a certificate that does not fit, nothing is
 * said but EHLO.
 */
export function smtpTo(relay: Relay, patience: Patience = usual): Transport {
  return {
    leavesThePlatform: true,
    calls: { host: relay.host, port: relay.port },
    hand: (message, announced) =>
      converse(relay, patience, connection => deliver(connection, relay, message, announced)),
    tried: () =>
      converse(relay, patience, async connection => {
        await enter(connection, relay)
        connection.quit()
        return ''
      }),
  }
}

/**
 * Hands a letter over and tells what the relay said in its own words, which like to repeat addresses: for whoever tries
 * the settings, never for a log.
 */
export async function handInWords(
  relay: Relay,
  message: Message,
  announced: () => Promise<void>,
): Promise<{ readonly outcome: DeliveryOutcome; readonly said: string }> {
  let said = ''
  const outcome = await converse(
    relay,
    usual,
    async connection => (said = await deliver(connection, relay, message, announced)),
    words => {
      said = words
    },
  )
  // Node's hint is for those who start it by hand.
  return { outcome, said: said.replace(/; if the root CA is installed locally.*$/, '').trim() }
}

/** We ourselves thought better of it. */
class Stopped extends Error {
  constructor(why: unknown) {
    super('stopped', { cause: why })
  }
}

async function converse(
  relay: Relay,
  patience: Patience,
  talk: (connection: SMTPConnection) => Promise<string>,
  failedWith?: (words: string) => void,
): Promise<DeliveryOutcome> {
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    secure: relay.tls === 'tls',
    requireTLS: true,
    allowInternalNetworkInterfaces: true,
    connectionTimeout: Math.min(patience.step, toGreet),
    greetingTimeout: Math.min(patience.step, toGreet),
    socketTimeout: patience.step,
    dnsTimeout: patience.step,
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(relay.trusted !== undefined && { ca: [relay.trusted] }),
    },
  } as SMTPConnection.Options)
  let late: NodeJS.Timeout | undefined
  try {
    const failed = new Promise<never>((_, reject) => {
      connection.on('error', reject)
      late = setTimeout(() => {
        reject(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' }))
      }, patience.whole)
    })
    const answer = await Promise.race([talk(connection), failed])
    return { is: 'taken', answer: codesOf(answer) }
  } catch (error) {
    if (error instanceof Stopped) throw error.cause
    failedWith?.((error as Error).message)
    return failure(error as SMTPConnection.SMTPError)
  } finally {
    clearTimeout(late)
    connection.on('error', () => {}) // what still comes concerns a conversation that is over
    connection.close()
  }
}

async function deliver(
  connection: SMTPConnection,
  relay: Relay,
  message: Message,
  announced: () => Promise<void>,
): Promise<string> {
  await enter(connection, relay)
  await announced().catch(error => {
    throw new Stopped(error)
  })
  const sent = await step<SMTPConnection.SentMessageInfo>(done => {
    connection.send({ from: message.from.address, to: [message.to] }, message.bytes, done)
  })
  connection.quit()
  return sent.response
}

/** Up to where a letter could be said: encrypted, and signed in where that is asked for. */
async function enter(connection: SMTPConnection, { login }: Relay): Promise<void> {
  await step<void>(done => {
    connection.connect(error => {
      done(error)
    })
  })
  if (!connection.secure) throw Object.assign(new Error('no TLS'), { code: 'ETLS' })
  if (login)
    await step<void>(done => {
      connection.login(login, error => {
        done(error)
      })
    })
}

const step = <T>(does: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    does((error, value) => {
      if (error) reject(error)
      else resolve(value as T)
    })
  })

/** The codes of an answer, without its words: they like to repeat the address. */
const codesOf = (answer: string | undefined): string =>
  /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(answer ?? '')?.[0].replace('-', ' ') ?? ''

const certificateTrouble = /^(CERT_|ERR_TLS_CERT|CRL_|HOSTNAME_MISMATCH)/

const issuerTrouble = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_CA|CERT_UNTRUSTED)/
/** In the middle of STARTTLS the code of an error is lost on its way, and its words are not. */
const issuerInWords = /self-signed certificate|unable to (verify|get).* certificate/i

function failure(error: SMTPConnection.SMTPError): DeliveryOutcome {
  const answer = codesOf(error.response)
  const code = (error.cause as { code?: string } | undefined)?.code ?? error.code ?? ''
  if (issuerTrouble.test(code) || issuerInWords.test(error.message)) return failing('unknown issuer')
  if (/wrong version number|ERR_SSL_WRONG_VERSION/i.test(`${code} ${error.message}`)) return failing('starttls')
  if (certificateTrouble.test(code) || /certificate|altnames/i.test(error.message)) return failing('certificate')
  if (error.code === 'ETLS' || (error.code === 'ESOCKET' && /SSL|TLS/i.test(error.message))) return failing('no tls')
  if (error.code === 'EAUTH') return failing('sign-in', answer)
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return aboutTheLetter(error, answer)
  if (error.code === 'ETIMEDOUT') return failing('too slow')
  return error.responseCode === undefined ? failing('unreachable') : failing('not serving', answer)
}

const failing = (trouble: Trouble, answer = ''): DeliveryOutcome => ({
  is: 'not now',
  answer: answer || trouble,
  trouble,
})

/**
 * What a relay says of mailboxes (RFC 3463: 5.1.x and 5.2.x, or a bare 550 to 553) concerns one letter; of the sender,
 * every letter.
 */
function aboutTheLetter(
  { command, responseCode = 0, code }: SMTPConnection.SMTPError,
  answer: string,
): DeliveryOutcome {
  // Refused by our own side before anything was said: an address that cannot stand in the protocol.
  if (responseCode === 0 && code === 'EENVELOPE') return { is: 'refused', answer: 'address' }
  if (responseCode < 500) return { is: 'not now', answer }
  if (command === 'MAIL FROM') return failing('sender refused', answer)
  const ofMailbox = command === 'RCPT TO' && (/ 5\.[12]\./.test(answer) || /^55[0-3]$/.test(answer))
  return { is: 'refused', answer, ...(!ofMailbox && { byPolicy: true as const }) }
}
