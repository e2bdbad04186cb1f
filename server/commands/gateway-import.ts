import { readFile, stat } from 'node:fs/promises'
import { platform } from '../../kernel/store/work.ts'
import type { LineOfImport } from '../../modules/homes/contract.ts'
import { addedIn } from '../../modules/homes/inventory-routes.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { refuseNoFile } from '../files/readable-file.ts'
import { command } from './command.ts'
import { handingOut, once, withInventory } from './gateways.ts'
import { data, ledger, language } from './options.ts'

const largest = 4_000_000

export default command({
  name: 'gateway import',
  says: 'Takes a CSV file with gateways into the list, all of it or nothing: where a line is refused, it says why, and takes none in.',
  takes: ['FILE'],
  options: { data, ledger, language, ...once },
  notes:
    'The first line names the columns: serial, model, secret; comma or semicolon, UTF-8, at most 10,000 lines. A serial number or a secret that is left out is made up. Mend the lines that are refused and take the file in again. What is there already is passed over, by its serial number; a line without one makes a new gateway each time.',
  example: 'obhut gateway import gateways.csv --secrets /var/lib/obhut/made.csv',
  does: async ({ data: dir, ...out }, io, [file = '']) => {
    refuseNoFile(file)
    if ((await stat(file)).size > largest) throw new CannotRun(`${file} has more than ${largest} bytes; divide it.`)
    const csv = await readFile(file, 'utf8')
    return withInventory(dir, io, async inventory => {
      const handOut = await handingOut(out)
      const lines = await inventory.import(csv, platform)
      const added = addedIn(lines)
      const refused = lines.filter(one => one.became === 'refused')
      const words = await handOut(added)
      const known = lines.filter(one => one.became === 'known').length
      io.give(
        {
          added: added.length,
          known,
          refused: refused.length,
          lines: out.secrets === undefined ? lines : lines.map(withoutSecret),
        },
        [
          refused.length
            ? `Nothing was taken in: ${refused.length} of ${lines.length} lines ${refused.length === 1 ? 'is' : 'are'} refused. Mend ${refused.length === 1 ? 'it' : 'them'} and take the file in again.`
            : `${added.length} added, ${known} there already.`,
          ...refused.map(one => `line ${one.line}: ${one.became === 'refused' ? said[one.why] : ''}`),
          ...words,
        ],
      )
      return refused.length ? 1 : 0
    })
  },
})

const withoutSecret = (one: LineOfImport) =>
  one.became === 'added' ? { line: one.line, serial: one.serial, became: one.became } : one

const said = {
  serial: 'this is no valid serial number (QB-XXXX-XXXX-X, with its check character)',
  model: 'the model is missing, or is no text of one line',
  secret: 'the secret holds characters that cannot be typed',
  'secret-too-short': 'the secret has fewer than 24 characters',
  'other-secret': 'this serial number is there already, with another secret',
  twice: 'this serial number stands in the file twice',
} as const
