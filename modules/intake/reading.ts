// Runs in the sandbox, see reading-job.ts.
import { withReadableHead } from './charset.ts'
import { foundIn, type MailContents } from './parts.ts'
import type { ReadMail } from './reading-job.ts'
import { senderIn } from './sender.ts'
import { inOneLine } from './tidied.ts'
import { treeOf } from './tree.ts'

/** As long as a letter of ten pages; what is longer is cut, and says so. */
const longest = 20_000

/** Reads a mail: its text, or the text of its HTML. Attachments are neither opened nor kept. */
export default async function read(raw: Uint8Array): Promise<ReadMail> {
  const { headers, subject = '', messageId, from, root } = await treeOf(withReadableHead(raw))
  const auto = headers.find(({ key }) => key === 'auto-submitted')?.value ?? 'no'
  const id = messageId === undefined ? undefined : inOneLine(messageId, 998)
  const sender = from === undefined ? undefined : senderIn(from)
  return {
    subject: inOneLine(subject, 500),
    writtenByMachine: !/^no\b/i.test(auto.trim()),
    body: bodyOf(inOneLine(subject, 500), await foundIn(root)),
    ...(id && { messageId: id }),
    ...(sender !== undefined && { from: sender }),
  }
}

/**
 * What the desk gets to read. A mail of which nothing would be left but its subject is not taken for one that says
 * nothing more.
 */
function bodyOf(subject: string, { texts, attachments, encrypted }: MailContents): ReadMail['body'] {
  const text = texts.join('\n\n')
  if (text === '' && encrypted) return { unkept: 'encrypted' }
  if (text === '' && attachments > 0) return { unkept: 'attachments only' }
  if (text === '' && subject === '') return { unkept: 'empty' }
  return {
    says: [
      subject,
      text.length > longest ? `${text.slice(0, longest).toWellFormed()}\n[…]` : text,
      ...leftOut(attachments, encrypted),
    ]
      .filter(Boolean)
      .join('\n\n'),
  }
}

function leftOut(attachments: number, encrypted: boolean): string[] {
  return [
    ...(encrypted ? ['[Ein verschlüsselter Teil, nicht lesbar / an encrypted part, not readable]'] : []),
    ...(attachments === 1
      ? ['[1 Anhang, nicht übernommen / 1 attachment, not taken in]']
      : attachments > 1
        ? [`[${attachments} Anhänge, nicht übernommen / ${attachments} attachments, not taken in]`]
        : []),
  ]
}
