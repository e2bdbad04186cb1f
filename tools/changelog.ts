import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A change as an operator or a user notices it: `changes/2026-11-29-portal-follows-the-statement.md`, in one or two
 * sentences.
 */
export interface Change {
  readonly date: string
  readonly file: string
  readonly says: string
}

const named = /^(\d{4}-\d{2}-\d{2})-[a-z0-9-]+\.md$/

/** All of them, the latest first. Throws where a file has no date in its name, or says nothing, or too much. */
export function changesIn(folder: string): Change[] {
  return readdirSync(folder)
    .map(file => {
      const [, date] = named.exec(file) ?? []
      const says = readFileSync(join(folder, file), 'utf8').trim()
      if (date === undefined || Number.isNaN(Date.parse(date)))
        throw new Error(`changes/${file} is named otherwise than 2026-11-29-what-changed.md`)
      if (says === '' || says.length > 3000 || says.includes('\n\n') || /^[#-]/.test(says))
        throw new Error(`changes/${file} is not one paragraph of at most 3000 characters`)
      return { date, file, says: says.replaceAll(/\s*\n\s*/g, ' ') }
    })
    .toSorted((a, b) => (a.date === b.date ? (a.file < b.file ? -1 : 1) : a.date < b.date ? 1 : -1))
}

/**
 * CHANGELOG.md, under the version that comes next. At a release its heading gets the day, and the files of `changes/`
 * go.
 */
export const changelogOf = (version: string, changes: readonly Change[]): string => `# Changelog

What operators and users notice, drawn from \`changes/\` by \`npm run generate\`. Versions follow semver; before 1.0 a minor version may break the API.

## ${version}, not released yet
${[...Map.groupBy(changes, ({ date }) => date)].map(([date, its]) => dayOf(date, its)).join('')}`

const dayOf = (date: string, changes: readonly Change[]): string => `
### ${date}

${changes.map(({ says }) => `- ${says}`).join('\n')}
`
