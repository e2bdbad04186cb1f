import MailComposer from 'nodemailer/lib/mail-composer'
import PostalMime from 'postal-mime'
import type { Letter } from './transport.ts'

/** Same letter, same bytes, however often it is tried. */
export function composed(letter: Letter): Promise<Buffer> {
  const mail = new MailComposer({
    messageId: letter.messageId,
    date: letter.date,
    from: letter.from,
    to: letter.to,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    textEncoding: 'quoted-printable',
    baseBoundary: letter.id,
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.language },
  } as ConstructorParameters<typeof MailComposer>[0])
  return mail.compile().build()
}

/** What the bytes say to machines on their way, and to whoever reads the letter, both without encodings. */
export async function saidIn(bytes: Buffer): Promise<{ readonly headers: string; readonly body: string }> {
  const { headers, subject = '', from, to = [], text = '', html = '', attachments } = await PostalMime.parse(bytes)
  const lines = headers.map(({ originalKey, value }) => `${originalKey}: ${value}`)
  return {
    headers: [...lines, subject, from?.name ?? '', ...to.map(({ name }) => name)].join('\n'),
    body: [text, withoutTags(html), ...attachments.map(({ filename }) => filename ?? '')].join('\n'),
  }
}

const withoutTags = (html: string): string =>
  html
    .replace(/<a [^>]*href="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
