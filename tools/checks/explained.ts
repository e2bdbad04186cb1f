import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Step, failed, passed } from './outcome.ts'

/** Every `any` says in its line why it is one: `// any: rows of all tables stand side by side`. */
export const explained: Step = {
  name: 'any',
  run: async () => {
    const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' }).split('\n').filter(file => file && !/(\.test\.tsx?|\.d\.ts)$|testing\//.test(file))
    const bare = files.flatMap(file => unexplained(file, readFileSync(file, 'utf8')))
    return bare.length ? failed(`An any without its reason:\n${bare.join('\n')}`) : passed
  },
}

const isAny = /[:<,|&[(]\s*any\b|\bas any\b|\bany\[\]|, any[,>]/ // any: is what it looks for
export const unexplained = (file: string, text: string): string[] => text.split('\n')
  .flatMap((line, index) => isAny.test(line.replace(/\/\/.*|'[^']*'|`[^`]*`/g, '')) && !/\/\/.*\bany\b/.test(line) && !/^\s*(\/?\*|\/\/)/.test(line) ? [`  ${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])
