import MailComposer from 'nodemailer/lib/mail-composer'
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
