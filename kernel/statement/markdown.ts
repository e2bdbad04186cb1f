import type { Block, Section, Sentence, StatementDocument } from './document.ts'

/** Signs that mean something in Markdown, also at the beginning of a line. Mail and web addresses stay as they are. */
const escaped = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|~]/g, sign => `\\${sign}`)
    .replace(/^(\s*)([#+-]|\d+[.)])(?=\s)/, '$1\\$2')
    .replace(
      /(https:\/\/\S*[^\s.,;:)])|((?<![\w.+\\-])[\w.+\\-]+@[\w.-]+\w)/g,
      address => `<${address.replaceAll('\\', '')}>`,
    )

const running = (sentences: readonly Sentence[]): string => sentences.map(({ text }) => escaped(text)).join(' ')

function block(it: Block): string {
  switch (it.kind) {
    case 'paragraph':
      return running(it.sentences)
    case 'list':
      return it.items.map(item => `- ${running(item)}`).join('\n')
    case 'facts':
      return it.rows.map(({ label, sentences }) => `- **${escaped(label)}:** ${running(sentences)}`).join('\n')
    case 'address':
      return it.lines.map(({ text }) => escaped(text)).join('  \n')
    case 'links':
      return it.items.map(({ href, text }) => `- [${escaped(text)}](<${href}>)`).join('\n')
    case 'notice':
      return `> **${escaped(it.title)}**\n>\n> ${running(it.sentences)}`
  }
}
const section = ({ title, blocks, parts = [] }: Section, level = 2): string =>
  [`${'#'.repeat(level)} ${escaped(title)}`, ...blocks.map(block), ...parts.map(part => section(part, level + 1))].join(
    '\n\n',
  )

export const asMarkdown = (document: StatementDocument): string =>
  `${[`# ${escaped(document.title)}`, running(document.stand), running(document.lead), ...document.sections.map(part => section(part))].join('\n\n')}\n`
