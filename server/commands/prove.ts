import { prove, type Proof, type Proven } from '../../kernel/proof/prove.ts'
import { filesOf } from '../files/inventory.ts'
import { pagesSeen } from '../serving/pages-seen.ts'
import { isOurs } from '../startup/instance.ts'
import { waysTried } from '../serving/try-the-ways.ts'
import { z } from 'zod'
import { command, flag, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'prove',
  says: 'Proves each promise of the statement in force on the running system, with what shows it. Changes nothing.',
  options: {
    data,
    ledger,
    deep: flag('Looks at every row where a sample would do.'),
    rehearsal: flag(
      'A restored copy is tried: the witnesses of the audit log, which saw what came after the backup, are not asked.',
    ),
    url: valued('URL', 'Where the platform runs whose pages are looked at (OBHUT_BASE_URL).', z.url()),
    all: flag('Shows everything that was found for each promise, not the first two things.'),
  },
  notes:
    'Exit code 1 when a promise does not hold. With --json: { at, version, holds, promises: [{ id, clauses, holds, evidence, against, since }] }.',
  does: async ({ data: dir, deep, rehearsal, all, url }, io) =>
    withFoundation(dir, io, async ({ store, stating, written, periods, versions }, instance) => {
      const proof = await prove({
        store,
        manifest: stating.manifest,
        hash: written.hash,
        periods: await periods(),
        versions: await versions(),
        deep,
        ways: await waysTried(),
        pages: await pagesSeen(url ?? io.environment.baseUrl),
        files: await filesOf(isOurs(instance.dataDir) ? instance.dataDir : undefined, io.environment.backups, {
          embedded: instance.embedded,
        }),
        witnesses: rehearsal ? [] : io.environment.witnesses,
      })
      io.give(proof, table(proof, all))
      return proof.holds ? 0 : 1
    }),
})

function table({ promises, version, at }: Proof, all: boolean): string[] {
  const groups = Map.groupBy(promises, ({ id }) => id.slice(0, id.indexOf('/')))
  const broken = promises.filter(one => !one.holds)
  const byText = promises.filter(one => one.holds && one.evidence.every(({ from }) => from === 'statement'))
  return [
    ...[...groups].flatMap(([name, group]) => [name, ...group.flatMap(one => lines(one, all)), '']),
    ...(broken.length
      ? ['These do not hold:', ...broken.map(({ id, against }) => `  ✗ ${id}: ${against.join('; ')}`), '']
      : []),
    `Version ${version} of the statement at ${at.toISOString()}: ${promises.length} promises, ${promises.length - broken.length} hold, ${broken.length} do not.`,
    `${byText.length} of them consist in what the statement tells; the others were looked for in catalogue and rows.`,
  ]
}

function lines({ id, clauses, holds, evidence, against, since }: Proven, all: boolean): string[] {
  const shown = [
    ...against,
    ...evidence.filter(({ from }) => from !== 'statement').map(({ says }) => says),
    ...evidence.filter(({ from }) => from === 'statement').map(({ says }) => says),
  ]
  const fact = id.slice(id.indexOf('/') + 1)
  const [first = '', ...more] = all ? shown : shown.slice(0, Math.max(2, against.length))
  const head = `  ${holds ? '✓' : '✗'} ${fact}${clauses.length ? ` [${clauses.join(', ')}]` : ''}${since ? ` (since ${since.toISOString().slice(0, 10)})` : ''}`
  return [head, `      ${first}`, ...more.map(line => `      ${line}`)]
}
