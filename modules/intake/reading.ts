// Runs in the sandbox, see reading-job.ts.
import { withReadableHead } from './charset.ts'
import { foundIn, type MailContents } from './parts.ts'
import { longestText, type ReadMail } from './reading-job.ts'
import { withoutNotices } from './notices.ts'
import { senderIn } from './sender.ts'
import { inOneLine, shortened } from './tidied.ts'
import { treeOf } from './tree.ts'

/** Reads a mail: its text, or the text of its HTML. Attachments are neither opened nor kept. */
export default async function read(raw: Uint8Array): Promise<ReadMail> {
  const { headers, subject = '', messageId, from, root } = await treeOf(withReadableHead(raw))
  const auto = headers.find(({ key }) => key === 'auto-submitted')?.value ?? 'no'
  const id = messageId === undefined ? undefined : inOneLine(messageId, 998)
  const sender = from === undefined ? undefined : senderIn(from)
  return {
    subject: shortened(subject, 500),
    writtenByMachine: !/^no\b/i.test(auto.trim()),
    body: bodyOf(inOneLine(subject, Infinity), await foundIn(root)),
    ...(id && { messageId: id }),
    ...(sender !== undefined && { from: sender }),
  }
}

/**
 * As much readable text beside an encrypted part is a letter of its own. Less may be a banner of a mail server, or a
 * line that points to what is encrypted.
 */
const aLetter = 500
/** Beside so much text pictures are taken for logos; beside less they may be what the mail says. */
const aSentence = 200

/**
 * What the desk gets to read. A mail of which nothing would be left but its subject is not taken for one that says
 * nothing more, and none is cut: whoever wrote it would not hear of what was lost.
 */
function bodyOf(subject: string, { texts, pictures, encrypted, ...rest }: MailContents): ReadMail['body'] {
  const text = texts.join('\n\n')
  const written = [subject, text].filter(Boolean).join('\n\n')
  if (written.length > longestText) return { unkept: 'too long' }
  const letter = texts.map(withoutNotices).filter(Boolean).join('\n\n')
  const attachments = rest.attachments + (letter.length < aSentence ? pictures : 0)
  if (encrypted && letter.length < aLetter) return { unkept: 'encrypted' }
  if (letter === '' && attachments > 0) return { unkept: 'attachments only' }
  if (text === '' && subject === '') return { unkept: 'empty' }
  return { says: [written, ...leftOut(attachments, encrypted)].join('\n\n') }
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
