import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isToldTo } from '../../kernel/declare/activity.ts'
import { problemsInWords, readManifest } from '../../kernel/statement/manifest.ts'
import { renderStatement } from '../../kernel/statement/render.ts'
import { manifestSchemaFile } from '../../kernel/statement/schema.ts'
import { hasWords } from '../../kernel/statement/sources.ts'
import { everyModule } from '../modules.ts'
import { aWholeWorld } from '../testing/whole-world.ts'

const statements = `${import.meta.dirname}/../../statements`
const activities = everyModule.flatMap(module => module.activities)
const tables = everyModule.flatMap(module => module.keeps)
const kept = tables.filter(({ about }) => about.who !== 'nobody')

describe.each(['home', 'meter', 'talk', 'trial', 'soft', 'demo'])('the manifest of %s', name => {
  const read = async () =>
    readManifest(await readFile(`${statements}/${name}.yaml`), `statements/${name}.yaml`, activities, tables)

  it('fits the code', async () => {
    expect(problemsInWords((await read()).problems)).toBe('')
  })
  it('starts a platform', async () => {
    const world = await aWholeWorld({ manifest: name })
    expect((await world.visitor().get('/privacy/employees')).text).toContain('Your account as an employee')
    expect((await world.visitor().get('/privacy')).text).not.toContain('Your account as an employee')
    expect((await world.visitor().get('/api/site')).body).toMatchObject({
      registration: { open: name !== 'meter' },
      statement: { effective: world.stating.manifest.effective },
    })
    expect(world.faults).toEqual([])
  })
  it('names only clauses of the catalogue that it follows', async () => {
    const clauses = Object.keys((await read()).manifest?.clauses ?? {})
    expect(clauses.filter(clause => name !== 'demo' && !clause.startsWith(`${name}/`))).toEqual([])
  })
  it('says to editors where its schema is', async () => {
    expect(await readFile(`${statements}/${name}.yaml`, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=manifest\.schema\.json\n/,
    )
  })
  it.each(['de', 'en'] as const)('becomes a statement of at most 50 KB as it is sent (%s)', async language => {
    const { manifest } = await read()
    const { html } = renderStatement({ manifest: manifest!, activities, tables, language, version: 1 })
    const sent = new Response(html).body!.pipeThrough(new CompressionStream('gzip'))
    expect((await new Response(sent).arrayBuffer()).byteLength).toBeLessThan(50_000)
    expect(html).not.toContain('undefined')
  })
})

describe('the notice for employees', () => {
  const employed = new Set(
    kept
      .filter(({ under }) => !isToldTo(under, 'public'))
      .flatMap(({ about }) => ('kinds' in about ? about.kinds.map(({ kind }) => kind) : [])),
  )

  it('tells of every activity that keeps rows about people of their kind', () => {
    expect([...employed]).toEqual(['staff'])
    const about = kept
      .filter(({ about: its }) => 'kinds' in its && its.kinds.some(({ kind }) => employed.has(kind)))
      .map(({ under }) => under)
    expect(about.filter(activity => !isToldTo(activity, 'employees')).map(({ name }) => name)).toEqual([])
  })
  it('rests on their contract or on a law, and on no interest of the company', () => {
    expect(
      activities
        .filter(activity => !isToldTo(activity, 'public'))
        .map(({ spec }) => spec.basis.letter)
        .filter(letter => letter !== 'b' && letter !== 'c'),
    ).toEqual([])
  })
})

describe('the declarations', () => {
  it('have words in both languages for each source of data on persons', () => {
    const sources = new Set(kept.flatMap(({ columns }) => Object.values(columns).flatMap(({ from }) => from ?? [])))
    expect([...sources].filter(from => !hasWords(from))).toEqual([])
  })
  it('place each activity in a chapter of the statement', () => {
    expect(activities.filter(({ spec }) => spec.chapter === undefined).map(({ name }) => name)).toEqual([])
  })
  it('have a title for each table of an activity whose data does not all end at once', () => {
    const byActivity = Map.groupBy(kept, ({ under }) => under.name)
    const endings = (of: typeof kept): number =>
      new Set(
        of.map(({ until }) =>
          until?.rule === 'with' ? 'with' : JSON.stringify(until, ['rule', 'keep', 'setting', 'from']),
        ),
      ).size
    const untitled = [...byActivity.values()]
      .filter(of => endings(of) > 1 && of.every(({ until }) => until?.rule !== 'with'))
      .flat()
      .filter(({ title }) => title === undefined)
    expect(untitled.map(({ name }) => name)).toEqual([])
  })
  it('say from when each storage period runs', () => {
    const used = kept.flatMap(({ until, under }) =>
      until?.rule === 'since' && until.from === 'the moment' && until.keep !== 'immediately'
        ? [{ under, setting: until.keep.setting }]
        : [],
    )
    expect([
      ...new Set(
        used
          .filter(({ under, setting }) => under.spec.settings?.[setting]?.runs === undefined)
          .map(({ under, setting }) => `${under.name}/${setting}`),
      ),
    ]).toEqual([])
  })
})

describe('docs/statement.md', () => {
  it('shows a manifest that fits', async () => {
    const page = await readFile(`${statements}/../docs/statement.md`, 'utf8')
    const [particulars, places] = [...page.matchAll(/```yaml\n(.*?)```/gs)]
      .flatMap(([, yaml]) => yaml ?? [])
      .filter(yaml => /^(effective|allowedCountries):/.test(yaml))
    expect(
      problemsInWords(
        readManifest(`${particulars}\n${places}\nactivities: {}\n`, 'docs/statement.md', activities, tables).problems,
      ),
    ).toBe('')
  })
})

describe('the schema for editors', () => {
  it('is that of the code; after a change of activities: npm run schema', async () => {
    expect(await readFile(`${statements}/manifest.schema.json`, 'utf8')).toBe(manifestSchemaFile(activities))
  })
})
