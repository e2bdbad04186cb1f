import { Parser } from 'htmlparser2'

/** Elements whose content nobody is shown. */
const unseen = new Set(['script', 'style', 'title', 'template'])
/** Elements that have lines of their own, those that begin a new one, and those that stand beside each other. */
const blocks = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'div',
  'dl',
  'fieldset',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'ul',
])
const opening = new Map([
  ['br', '\n'],
  ['hr', '\n'],
  ['dd', '\n'],
  ['dt', '\n'],
  ['li', '\n- '],
  ['tr', '\n'],
  ['td', ' '],
  ['th', ' '],
])

/**
 * HTML that is nested deeper was written to keep a parser busy: looking for what an end tag ends takes as long as the
 * nesting is deep.
 */
const deepest = 1000

/**
 * What somebody reads of HTML, in lines; nothing of it can do anything. One pass, with every entity of HTML decoded.
 */
export function textOfHtml(html: string): string {
  const text: string[] = []
  let hidden = 0
  let depth = 0
  const parser = new Parser({
    onopentag(name) {
      if (++depth > deepest) throw new Error('nested too deep')
      if (unseen.has(name)) hidden++
      if (blocks.has(name)) text.push('\n')
      else text.push(opening.get(name) ?? '')
    },
    onclosetag(name) {
      depth--
      if (unseen.has(name)) hidden--
      if (blocks.has(name)) text.push('\n')
    },
    // Line ends in HTML are spaces.
    ontext(part) {
      if (hidden === 0) text.push(part.replaceAll(/[\r\n\t\f ]+/g, ' '))
    },
  })
  parser.end(html)
  return text.join('')
}

const pictures = new Set(['img', 'svg', 'picture', 'object', 'embed', 'canvas', 'video'])
/** Whether something is to be seen besides text: a photographed letter, say. */
export function showsPictures(html: string): boolean {
  let found = false
  const parser = new Parser({
    onopentagname(name) {
      found ||= pictures.has(name)
    },
  })
  parser.end(html)
  return found
}
