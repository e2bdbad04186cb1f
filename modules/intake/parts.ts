import { charsetInMeta, decoded } from './charset.ts'
import { showsPictures, textOfHtml } from './html.ts'
import { inLines, shortened } from './tidied.ts'
import { treeOf, type Part } from './tree.ts'

/** What is in the parts of a mail. */
export interface MailContents {
  /** Its text in the order of the parts, in lines. */
  readonly texts: readonly string[]
  readonly attachments: number
  /** Pictures that its text shows: logos, or what it says itself. */
  readonly pictures: number
  readonly encrypted: boolean
}

const nothing: MailContents = { texts: [], attachments: 0, pictures: 0, encrypted: false }
const together = (all: readonly MailContents[]): MailContents => ({
  texts: all.flatMap(one => one.texts),
  attachments: all.reduce((sum, one) => sum + one.attachments, 0),
  pictures: all.reduce((sum, one) => sum + one.pictures, 0),
  encrypted: all.some(one => one.encrypted),
})

/** Mails within mails, as they are forwarded. What lies deeper is an attachment. */
const deepestForwarded = 3

const encrypted = new Set([
  'multipart/encrypted',
  'application/pgp-encrypted',
  'application/pkcs7-mime',
  'application/x-pkcs7-mime',
])
const signatures = new Set([
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/pgp-keys',
])

export async function foundIn(part: Part, forwarded = 0): Promise<MailContents> {
  const { value: type } = part.contentType.parsed
  if (encrypted.has(type)) return { ...nothing, encrypted: true }
  if (part.contentType.multipart !== false) return inMany(part, forwarded)
  if (signatures.has(type)) return nothing
  if (part.contentDisposition.parsed.value === 'attachment') return attached(part)
  if (type === 'text/plain' || type === 'text/html') return written(part, type)
  if (type === 'message/rfc822' && forwarded < deepestForwarded) return inForwarded(part, forwarded)
  return attached(part)
}

async function inMany(part: Part, forwarded: number): Promise<MailContents> {
  const all = await Promise.all(part.childNodes.map(child => foundIn(child, forwarded)))
  if (part.contentType.multipart === 'alternative') return chosen(part, all)
  if (part.contentType.multipart === 'related')
    return together(
      all.map((one, at) =>
        isShown(part.childNodes[at]) ? { ...one, attachments: 0, pictures: one.attachments } : one,
      ),
    )
  return together(all)
}

const isShown = (part: Part | undefined): boolean =>
  part?.contentId !== undefined &&
  part.contentType.parsed.value.startsWith('image/') &&
  part.contentDisposition.parsed.value !== 'attachment'

/** The same in several forms. */
function chosen(part: Part, all: readonly MailContents[]): MailContents {
  const taken = tellingForms(all)
  // An invitation beside the text is another form of it; a file among the alternatives is not.
  const files = all.reduce(
    (sum, each, at) =>
      taken.includes(each) || part.childNodes[at]?.contentType.parsed.value === 'text/calendar'
        ? sum
        : sum + each.attachments,
    0,
  )
  const found = together(taken)
  return {
    ...found,
    attachments: found.attachments + files,
    encrypted: all.some(one => one.encrypted),
  }
}

/** A plain text as short as this may do no more than point to the other form. */
const aPointer = 500

/**
 * The first form that says anything, which is the plain text wherever that is not empty; and beside a short one the
 * form that says much more ("Please open this mail as HTML").
 */
function tellingForms(all: readonly MailContents[]): readonly MailContents[] {
  const first = all.find(({ texts }) => texts.length > 0)
  if (!first) return all
  const [said, length] = [saidBy(first), saidBy(first).length]
  if (length > aPointer) return [first]
  const other = all.find(one => one !== first && saidBy(one).length > 2 * length)
  if (!other) return [first]
  return saidBy(other).includes(said) ? [other] : [first, other]
}
const saidBy = ({ texts }: MailContents): string => texts.join(' ').replaceAll(/\s+/g, ' ')

const attached = (part: Part): MailContents =>
  part.content === null || part.content.byteLength === 0 ? nothing : { ...nothing, attachments: 1 }

const pgp = { begins: '-----BEGIN PGP MESSAGE-----', ends: '-----END PGP MESSAGE-----' }

/**
 * What is readable around messages that are encrypted within the text, such as the banner of a mail server; one that is
 * quoted is part of the text.
 */
export function aroundEncrypted(text: string): { readonly readable: string; readonly encrypted: boolean } {
  let [within, encrypted] = [false, false]
  // Line by line and forwards alone: each character is looked at once, however often a message begins.
  const readable = text.split('\n').map(line => {
    if (!within && line.startsWith('>')) return line
    const pieces: string[] = []
    for (let from = 0; from < line.length; ) {
      const at = line.indexOf(within ? pgp.ends : pgp.begins, from)
      if (!within) pieces.push(line.slice(from, at < 0 ? undefined : at))
      if (at < 0) break
      from = at + (within ? pgp.ends : pgp.begins).length
      within = !within
      encrypted = true
    }
    return pieces.join('')
  })
  return { readable: readable.join('\n').trim(), encrypted }
}

function written(part: Part, type: 'text/plain' | 'text/html'): MailContents {
  const { params } = part.contentType.parsed
  const bytes = new Uint8Array(part.content ?? new ArrayBuffer(0))
  const source = decoded(bytes, params['charset'] ?? (type === 'text/html' ? charsetInMeta(bytes) : undefined))
  const lines = inLines(type === 'text/html' ? textOfHtml(source) : flowing(part, source))
  const { readable, encrypted } = aroundEncrypted(lines)
  if (readable === '' && !encrypted)
    return { ...nothing, attachments: type === 'text/html' && showsPictures(source) ? 1 : 0 }
  return { ...nothing, encrypted, texts: readable === '' ? [] : [readable] }
}

const flowing = (part: Part, text: string): string => {
  const { format, delsp } = part.contentType.parsed.params
  return format?.toLowerCase() === 'flowed' ? part.decodeFlowedText(text, delsp?.toLowerCase() === 'yes') : text
}

async function inForwarded({ content }: Part, forwarded: number): Promise<MailContents> {
  const { from = '', subject = '', root } = await treeOf(new Uint8Array(content ?? new ArrayBuffer(0)))
  const found = await foundIn(root, forwarded + 1)
  return {
    ...found,
    texts: [
      `--- ${[from, subject]
        .map(one => shortened(one, 200))
        .filter(Boolean)
        .join(': ')} ---`,
      ...found.texts,
    ],
  }
}
