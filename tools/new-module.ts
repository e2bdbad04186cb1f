// npm run new -- NAME: a module with table, routes, two screens and a test, in the list of modules, in the demo's
// statement and in the table of who may do what.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout } from './checks/command.ts'
import { filesOf, named, type Named } from './new/files.ts'

const [name = ''] = process.argv.slice(2)
/** What cannot name a value in code, and what names the platform's own. */
const taken = new Set(
  `kernel obhut platform server portal screens break case catch class const continue debugger default
    delete do else enum export extends false finally for function if import in instanceof new null
    return super switch this throw true try typeof var void while with yield let static await interface
    package private protected public implements`.split(/\s+/),
)
const wrong = taken.has(name)
  ? `'${name}' cannot name a module.`
  : !/^[a-z]{2,30}$/.test(name)
    ? 'A module is named by one word in small letters, which is its schema in the database, too: npm run new -- surveys'
    : existsSync(join(checkout, 'modules', name)) || existsSync(join(checkout, 'web', name))
      ? `There is a module '${name}' already.`
      : undefined
if (wrong !== undefined) {
  console.error(wrong)
  process.exit(2)
}

const it = named(name)
const stamp = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 12)
// Everything is worked out before anything is written.
const texts = { ...filesOf(it, stamp), ...entered(it) }
for (const [file, text] of Object.entries(texts)) {
  const place = join(checkout, file)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}
const written = Object.keys(texts).filter(file => /\.tsx?$/.test(file))
execFileSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', ...written], {
  cwd: checkout,
  stdio: 'ignore',
})
console.log(
  `Made modules/${name} and web/${name}, and entered them in the lists of modules and screens, in the demo's statement and in the table of who may do what. Until you write your own, the module keeps notes (“Notizen”, “Notes”), in the portal and in the console. Next: npm run generate, npm start, npm run check:changed.`,
)

/** Where modules are listed, with this one in it. Each place is found by what stands there now. */
function entered({ name }: Named): Readonly<Record<string, string>> {
  return {
    'server/modules.ts': changed('server/modules.ts', [
      [
        /^(import \{ \w+ \} from '\.\.\/modules\/.*\n)(?!import)/m,
        `$1import { ${name} } from '../modules/${name}/index.ts'\n`,
      ],
      [/(everyModule: readonly Module\[\] = \[[^\]]*?),?\s*\]/, `$1, ${name}]`],
    ]),
    'web/portal.ts': changed('web/portal.ts', [
      [/^(import .*\n)/, `import { ${name} } from './${name}/index.ts'\n$1`],
      [/(everything: readonly Screens\[\] = \[[^\]]*?),?\s*\]/, `$1, ${name}]`],
    ]),
    'statements/demo.yaml': changed('statements/demo.yaml', [
      [
        /^( {2}# What every platform needs\n)/m,
        `  # ${name}\n  ${name}.keeping: { keep: P1Y }\n  ${name}.counting:\n\n$1`,
      ],
    ]),
    'clauses/roles/who-needs-what.ts': changed('clauses/roles/who-needs-what.ts', [
      [
        /^(export const whoNeedsWhat.*\n)/m,
        `$1  'GET /api/${name}': customers,\n  'POST /api/${name}': customers,\n  'DELETE /api/${name}/:id': customers,\n  'GET /api/desk/${name}': administration,\n`,
      ],
    ]),
  }
}

type Edit = readonly [what: RegExp, by: string]
function changed(file: string, edits: readonly Edit[]): string {
  return edits.reduce(
    (now, [what, by]) => {
      if (what.test(now)) return now.replace(what, by)
      console.error(
        `${file} does not look as expected: nothing was made. Put the module there by hand, as docs/a-module.md says.`,
      )
      process.exit(2)
    },
    readFileSync(join(checkout, file), 'utf8'),
  )
}
