import PostalMime from 'postal-mime'

/** A mail as the privacy desk reads it. Of what was attached only the number is left. */
export interface Read { readonly from: string | undefined, readonly subject: string, readonly says: string, readonly writtenByMachine: boolean }

/** As long as a letter of ten pages; what is longer is cut, and says so. */
const longest = 20_000

/** Reads a mail: its text, or the text of its HTML. Attachments are neither opened nor kept. */
export async function read(raw: Buffer): Promise<Read> {
  const { from, subject = '', text, html, attachments, headers } = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 64 * 1024 })
  const auto = headers.find(({ key }) => key === 'auto-submitted')?.value ?? 'no'
  const left = attachments.length === 0 ? [] : [attachments.length === 1 ? '[1 Anhang, nicht übernommen / 1 attachment, not taken in]' : `[${attachments.length} Anhänge, nicht übernommen / ${attachments.length} attachments, not taken in]`]
  const body = (text ?? textOf(html ?? '')).trim()
  return {
    from: from?.address || undefined, subject: oneLine(subject), writtenByMachine: !/^no\b/i.test(auto),
    says: [oneLine(subject), body.length > longest ? `${body.slice(0, longest)}\n[…]` : body, ...left].filter(Boolean).join('\n\n').replaceAll('\0', ''),
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 500)

/** What somebody reads of HTML; enough to be understood, and nothing that could do anything. */
const textOf = (html: string): string => html
  .replaceAll(/<(style|script|head)\b[^]*?<\/\1>/gi, ' ').replaceAll(/<(br|\/p|\/div|\/li|\/tr|\/h\d)\b[^>]*>/gi, '\n').replaceAll(/<[^>]*>/g, ' ')
  .replaceAll('&nbsp;', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  .replaceAll(/[ \t]+/g, ' ').replaceAll(/\s*\n\s*/g, '\n')
