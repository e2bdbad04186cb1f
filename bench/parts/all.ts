import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres } from '../../server/postgres/embedded.ts'
import { meets, type Bench, type Figure } from './bench.ts'

const folder = join(import.meta.dirname, '..')

/** What there is to measure, by name. */
export const benchNames = (): string[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.bench.ts'))
    .map(file => file.replace('.bench.ts', ''))
    .sort()

/** Runs every bench, or those named, each on a database of its own; prints its figures and writes them down. */
export async function runAll({ whole, named }: { whole: boolean; named: readonly string[] }): Promise<void> {
  const names = benchNames().filter(name => named.length === 0 || named.includes(name))
  if (names.length === 0)
    throw new Error(`No bench is named ${named.join(', ')}. There are: ${benchNames().join(', ')}`)
  const results: { bench: string; figures: readonly Figure[] }[] = []
  for (const name of names) {
    const { default: bench } = (await import(join(folder, `${name}.bench.ts`))) as { default: Bench }
    console.log(`\n${bench.name}\n  ${bench.says}`)
    const figures = await run(bench, whole)
    for (const figure of figures) console.log(`  ${line(figure)}`)
    results.push({ bench: bench.name, figures })
  }
  await write(results, whole)
  const missed = results.flatMap(one => one.figures).filter(figure => !meets(figure))
  console.log(
    missed.length
      ? `\n${missed.length} of the targets missed: ${missed.map(one => one.what).join('; ')}`
      : '\nAll targets met.',
  )
}

async function run(bench: Bench, whole: boolean): Promise<readonly Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'obhut-bench-'))
  const postgres = await embeddedPostgres({ dir: join(dir, 'postgres') })
  try {
    return await bench.runs({
      postgres,
      dir,
      whole,
      say: text => {
        console.log(`  · ${text}`)
      },
    })
  } finally {
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

function line(figure: Figure): string {
  const { what, value, unit, target, note } = figure
  const shown = Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
  const aim =
    target === undefined
      ? ''
      : 'atLeast' in target
        ? ` (at least ${target.atLeast.toLocaleString('en')}${meets(figure) ? '' : ': MISSED'})`
        : ` (at most ${target.atMost.toLocaleString('en')}${meets(figure) ? '' : ': MISSED'})`
  return `${what}: ${shown}${unit ? ` ${unit}` : ''}${aim}${note ? `  [${note}]` : ''}`
}

async function write(results: readonly { bench: string; figures: readonly Figure[] }[], whole: boolean): Promise<void> {
  const at = new Date().toISOString()
  await mkdir(join(folder, 'results'), { recursive: true })
  const machine = { cores: cpus().length, processor: cpus()[0]?.model, memory: totalmem(), node: process.version }
  await writeFile(
    join(folder, 'results', `${at.replaceAll(/[:.]/g, '-')}.json`),
    `${JSON.stringify({ at, whole, machine, results }, null, 2)}\n`,
  )
}
