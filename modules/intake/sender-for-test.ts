import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { played } from '../../tools/testing/recorded.ts'

export interface Sent {
  readonly answer: string
  readonly encrypted: boolean
}

/** Somebody's mail server, which delivers one mail and tells what it was answered. */
export function deliver(
  port: number,
  {
    from,
    to,
    raw,
    ca,
    at,
  }: {
    readonly from: string
    readonly to: string | readonly string[]
    readonly raw: string | Buffer
    readonly ca?: string
    readonly at?: string
  },
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      host: ca === undefined ? '127.0.0.1' : 'localhost',
      port,
      ...(at !== undefined && { localAddress: at }),
      ignoreTLS: ca === undefined,
      requireTLS: ca !== undefined,
      allowInternalNetworkInterfaces: true, // as: one option has no type
      tls: { ...(ca !== undefined && { ca: [ca] }) },
    } as SMTPConnection.Options)
    const answered = (
      error: SMTPConnection.SMTPError | null | undefined,
      info?: SMTPConnection.SentMessageInfo,
    ): void => {
      if (error && error.response === undefined) reject(error)
      else resolve({ answer: error?.response ?? info?.response ?? '', encrypted: connection.secure })
      connection.close()
    }
    connection.on('error', answered)
    played('somebody’s mail server', () => {
      connection.connect(error => {
        if (error) answered(error)
        else connection.send({ from, to: [to].flat() }, raw, answered)
      })
    })
  })
}

/** A mail as a mail program writes it. */
export const mailOf = (headers: Readonly<Record<string, string>>, body: string): string =>
  `${Object.entries({ 'MIME-Version': '1.0', 'Content-Type': 'text/plain; charset=utf-8', ...headers })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}`
