import type { Language } from '../declare/terms.ts'

/** A sentence of the statement and the promise that it came from; `also` names further promises that it tells of. */
export interface Sentence {
  readonly id: string
  readonly text: string
  readonly also?: readonly string[]
}

export type Block =
  | { readonly kind: 'paragraph'; readonly sentences: readonly Sentence[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Sentence[])[] }
  /** Label and what stands behind it. */
  | { readonly kind: 'facts'; readonly rows: readonly Row[] }
  | { readonly kind: 'address'; readonly lines: readonly Sentence[] }
  /** What the law wants set apart from everything else. */
  | { readonly kind: 'notice'; readonly title: string; readonly sentences: readonly Sentence[] }
  /** Ways to other pages. */
  | { readonly kind: 'links'; readonly items: readonly { readonly href: string; readonly text: string }[] }
export interface Row {
  readonly label: string
  readonly sentences: readonly Sentence[]
}

export interface Section {
  readonly anchor: string
  readonly title: string
  readonly blocks: readonly Block[]
  readonly parts?: readonly Section[]
}

/** A statement before it is HTML or Markdown. */
export interface StatementDocument {
  readonly language: Language
  readonly title: string
  readonly site: string
  readonly stand: readonly Sentence[]
  readonly lead: readonly Sentence[]
  readonly sections: readonly Section[]
}

export const paragraph = (...sentences: (Sentence | undefined)[]): Block => ({
  kind: 'paragraph',
  sentences: sentences.filter(sentence => sentence !== undefined),
})

/** Every promise that the document tells of, with its sentence, in the order of reading. */
export const sentencesOf = (document: StatementDocument): { id: string; text: string }[] =>
  sentencesIn(document).flatMap(({ id, text, also = [] }) => [id, ...also].map(promise => ({ id: promise, text })))

export const sentencesIn = (document: StatementDocument): Sentence[] => [
  ...document.stand,
  ...document.lead,
  ...document.sections.flatMap(inSection),
]
const inSection = ({ blocks, parts = [] }: Section): Sentence[] => [
  ...blocks.flatMap(inBlock),
  ...parts.flatMap(inSection),
]
function inBlock(block: Block): readonly Sentence[] {
  switch (block.kind) {
    case 'list':
      return block.items.flat()
    case 'facts':
      return block.rows.flatMap(({ sentences }) => sentences)
    case 'address':
      return block.lines
    case 'links':
      return []
    default:
      return block.sentences
  }
}
