import { Parser } from 'htmlparser2'
import PostalMime from 'postal-mime'
import type { Outgoing } from '../../kernel/recipients/outgoing.ts'

/** Headers that we make ourselves, and those whose words are read decoded. */
const made = new Set([
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
])

/** What the bytes say to machines on their way, and to whoever reads the letter, both without encodings. */
export async function saidIn(bytes: Buffer): Promise<Pick<Outgoing, 'made' | 'headers' | 'body'>> {
  const { headers, subject = '', from, to = [], text = '', html = '', attachments } = await PostalMime.parse(bytes)
  const others = headers.filter(({ key }) => !made.has(key))
  return {
    made: headers.map(({ originalKey, value }) => `${originalKey}: ${value}`).join('\n'),
    headers: [subject, from?.name ?? '', ...to.map(({ name }) => name), ...others.map(({ value }) => value)],
    body: [text, ...readIn(html), ...attachments.map(({ filename }) => filename ?? '')],
  }
}

/** Elements that stand within a line, so that a word goes on over their tags. */
const inline = new Set(
  'a abbr b bdi big cite code em font i ins kbd mark q s small span strong sub sup u wbr'.split(' '),
)
/** Attributes that somebody reads or follows. */
const readable = ['href', 'src', 'alt', 'title']

/** What HTML says, line by line, with every entity decoded; behind it the links and what else its tags say. */
export function readIn(html: string): string[] {
  let text = ''
  const beside: string[] = []
  const breaks = (name: string): void => {
    if (!inline.has(name)) text += '\n'
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      breaks(name)
      for (const attribute of readable) beside.push(attributes[attribute] ?? '')
    },
    onclosetag: breaks,
    ontext(part) {
      text += part.replace(/\s+/g, ' ')
    },
    oncomment(part) {
      beside.push(part)
    },
  })
  parser.end(html)
  return [text, ...beside.filter(Boolean)]
}
