import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Step, failed, passed } from './outcome.ts'

/**
 * Every `any` says why it is one, in its line or in a line before it: `// any: rows of all tables stand side by side`.
 */
export const explained: Step = {
  name: 'any',
  run: async () => {
    const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' })
      .split('\n')
      .filter(file => file && !/(\.test\.tsx?|\.d\.ts)$|testing\//.test(file))
    const bare = files.flatMap(file => unexplained(file, readFileSync(file, 'utf8')))
    return bare.length ? failed(`An any without its reason:\n${bare.join('\n')}`) : passed
  },
}

const isAny = /[:<,|&[(]\s*any\b|= any\b(?!\()|\bas any\b|\bany\[\]|, any[,>]/ // any: is what it looks for
const isSaid = /\/\/ any: /
const isComment = /^\s*(\/?\*|\/\/)/

/** The lines with an `any` that neither says its reason nor follows a line that does, as `  file:line: text`. */
export function unexplained(file: string, text: string): string[] {
  const lines = text.split('\n')
  const said = (index: number) => isSaid.test(lines[index] ?? '') || saidAlone(lines[index - 1] ?? '')
  return lines.flatMap((line, index) => {
    const code = line.replace(/\/\/.*|'[^']*'|`[^`]*`/g, '')
    if (!isAny.test(code) || isComment.test(line) || said(index)) return []
    return [`  ${file}:${index + 1}: ${line.trim().slice(0, 120)}`]
  })
}
const saidAlone = (line: string): boolean => isComment.test(line) && isSaid.test(line)
