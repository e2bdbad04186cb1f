// npm run new -- NAME: a module with table, routes, two screens and a test, in the list of modules, in the demo's statement and in the table of who may do what.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout } from './checks/command.ts'
import { filesOf, named, type Named } from './new/files.ts'

const [name = ''] = process.argv.slice(2)
const wrong = !/^[a-z]{2,30}$/.test(name) ? 'A module is named by one word in small letters, which is its schema in the database, too: npm run new -- surveys'
  : existsSync(join(checkout, 'modules', name)) || existsSync(join(checkout, 'web', name)) ? `There is a module '${name}' already.` : undefined
if (wrong !== undefined) {
  console.error(wrong)
  process.exit(2)
}

const it = named(name)
const stamp = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 12)
for (const [file, text] of Object.entries(filesOf(it, stamp))) {
  const place = join(checkout, file)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}
enter(it)
console.log(`modules/${name} and web/${name} are there; the demo's statement states it. Now: npm run generate, and npm start -- --fresh.`)

/** Puts the module where modules are listed. Each place is found by what stands there now: where that has changed, this says so. */
function enter({ name }: Named): void {
  change('server/modules.ts', [
    [/^(import \{ \w+ \} from '\.\.\/modules\/.*\n)(?!import)/m, `$1import { ${name} } from '../modules/${name}/index.ts'\n`], [/(everyModule: readonly Module\[\] = \[[^\]]*)\]/, `$1, ${name}]`],
  ])
  change('web/portal.ts', [[/^(import .*\n)/, `import { ${name} } from './${name}/index.ts'\n$1`], [/(everything: readonly Screens\[\] = \[[^\]]*?)(, identity\])/, `$1, ${name}$2`]])
  change('statements/demo.yaml', [[/^( {2}# What every platform needs\n)/m, `  # ${name}\n  ${name}.keeping: { keep: P1Y }\n  ${name}.counting:\n\n$1`]])
  change('clauses/roles/who-needs-what.ts', [[/^(export const whoNeedsWhat.*\n)/m, `$1  'GET /api/${name}': customers,\n  'POST /api/${name}': customers,\n  'DELETE /api/${name}/:id': customers,\n  'GET /api/desk/${name}': administration,\n`]])
}

type Edit = readonly [what: RegExp, by: string]
function change(file: string, edits: readonly Edit[]): void {
  const place = join(checkout, file)
  const text = edits.reduce((now, [what, by]) => {
    if (!what.test(now)) throw new Error(`${file} does not look as expected: put the module there by hand`)
    return now.replace(what, by)
  }, readFileSync(place, 'utf8'))
  writeFileSync(place, text)
}
