import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import type { Words } from '../../kernel/declare/terms.ts'
import { Refusal } from '../../platform/refusal.ts'
import { cell } from './markdown.ts'

const root = join(import.meta.dirname, '../..')
const words: Words = { de: '…', en: '…' }
/** What refusals that are made for a case are made with here. */
const forExample: Readonly<Record<string, readonly unknown[]>> = {
  WrongInput: [{}],
  TooManyAttempts: [60],
  NoGateways: [words],
  RightDoesNotApply: [words, { name: '…', street: '…', postcode: '…', city: '…' }],
  PublishRefused: [{ says: words, helps: words }],
  ManifestDoesNotFit: [[]],
  NotOurName: ['https://…'],
  ForeignPage: ['https://…'],
  FileTooLarge: [25 * 1024 * 1024],
  OutOfRange: [0],
}

interface Listed {
  readonly id: string
  readonly status: number
  readonly name: string
  readonly file: string
  readonly says: Words
  readonly helps: Words | undefined
}

/** Every "no" that a caller can meet, from all files of refusals. */
export async function everyRefusal(): Promise<Listed[]> {
  const found: Listed[] = []
  for await (const file of glob(['platform/refusal.ts', '{modules,server}/**/refusals.ts'], {
    cwd: root,
    exclude: ['server/reports/**'],
  })) {
    const exported = (await import(join(root, file))) as Record<string, unknown>
    for (const [name, one] of Object.entries(exported)) {
      if (typeof one !== 'function' || !(one.prototype instanceof Refusal)) continue
      const { id, status, says, helps } = Reflect.construct(one, forExample[name] ?? []) as Refusal
      found.push({ id, status, name, file, says, helps })
    }
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

export const catalogueOf = (all: readonly Listed[]): string => `# Refusals

What the API answers when it does not do something, drawn from the code by \`npm run generate\`. \`type\` of the problem details (RFC 9457) is \`urn:obhut:refusal:\` and the id; ids are unique and stay.

| id | status | says | helps | made in |
| --- | --- | --- | --- | --- |
${all.map(lineOf).join('\n')}
`
const lineOf = ({ id, status, name, file, says, helps }: Listed): string =>
  `| \`${id}\` | ${status} | ${both(says)} | ${helps ? both(helps) : ''} | \`${file}\`: ${name} |`
const both = ({ de, en }: Words): string => `${cell(de)}<br>${cell(en)}`
