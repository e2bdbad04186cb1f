import { parse } from 'yaml'
import { expect } from 'vitest'
import { minutes } from '../kernel/clock/clock.ts'
import { changeInWords } from '../kernel/statement/change-in-words.ts'
import type { Change } from '../kernel/statement/change.ts'
import { dayInWords } from '../kernel/declare/periods.ts'
import { lettersTo } from '../modules/identity/people-for-test.ts'
import { beginOf, inDays } from '../modules/statements/statement-for-test.ts'
import { lay } from '../server/startup/foundation.ts'
import { everyModule } from '../server/modules.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import { aDatabase, testSecret, type World } from '../server/testing/world.ts'
import type { System } from './catalogue.ts'
import { aCustomer } from './roles/callers.ts'
import { staffOf } from './staff.ts'
import { statementWith, type ManifestData } from './written.ts'

/** Something that people have to be told of before: their visits are logged for longer. */
export const longer = (of: ManifestData): void => {
  of['activities']['website.access-log'].keep = 'P13M'
}

/**
 * Publishes a material change by the privacy desk: too soon it is refused; with its lead it is told by letter, at once,
 * long before its day. Answers that day.
 */
export async function isToldBefore(world: World, system: System): Promise<string> {
  const mail = await aCustomer(world, 'told@example.org')
  const desk = await staffOf(world, ['privacy'])
  const manifest = await statementWith(system, longer)
  expect(await desk.post('/api/desk/statement', { manifest, effective: inDays(world, 14) })).toMatchObject({
    status: 409,
    body: { id: 'not-published' },
  })
  expect(await world.rows('select version from obhut.statement')).toHaveLength(1)

  const day = inDays(world, 20)
  const { status, body } = await desk.post('/api/desk/statement', { manifest, effective: day })
  expect([status, body.version, body.effective, body.material]).toEqual([201, 2, day, true])
  await world.settle()
  const [letter] = await lettersTo(world, mail)
  expect(letter?.subject).toContain(dayInWords(day, 'en'))
  for (const change of (body.changes as Change[]).filter(({ material }) => material))
    expect(letter?.text).toContain(changeInWords(change, 'en'))
  expect(letter?.text).toContain(`${world.url}/privacy/versions/2`)
  const [told] = await world.rows<{ announced: number; effective: string; told_at: Date }>(
    'select announced, effective::text as effective, told_at from statements.notice',
  )
  expect([told?.announced, told?.effective]).toEqual([2, day])
  expect(Number(told?.told_at)).toBeLessThan(Number(beginOf(day)))
  expect(world.store.inForce.version).toBe(1)
  return day
}

/**
 * Up to the day the old version stands at the fixed address, from the day on the new one; the old one stays readable as
 * it was, and can be found from there.
 */
export async function holdsFromItsDay(world: World, day: string): Promise<void> {
  const read = async (path: string): Promise<string> => {
    const { status, text } = await world.visitor().get(path)
    expect([path, status]).toEqual([path, 200])
    return text
  }
  const before = await read('/datenschutz.yaml')
  await world.turnTo(new Date(beginOf(day).getTime() - minutes(1)))
  expect(await read('/datenschutz.yaml')).toBe(before)
  await world.turnTo(beginOf(day))
  expect(parse(await read('/datenschutz.yaml'))).toMatchObject({
    effective: day,
    activities: { 'website.access-log': { keep: 'P13M' } },
  })
  for (const [page, versions, stand] of [
    ['/datenschutz', '/datenschutz/versionen', `Stand: ${dayInWords(day, 'de')}`],
    ['/privacy', '/privacy/versions', `As of ${dayInWords(day, 'en')}`],
  ] as const) {
    const text = (await read(page)).replaceAll('\u00A0', ' ')
    expect(text).toContain(stand)
    expect(text).toContain(`href="${versions}/1"`)
    expect(await read(versions)).toContain(`href="${versions}/1"`)
    await read(`${versions}/1`)
  }
  expect(await read('/datenschutz/versionen/1/manifest.yaml')).toBe(before)
}

/** Where nobody can be told, nothing material is published; and no start brings it into force past the publishing. */
export async function isRefusedWithoutNotices(system: System): Promise<void> {
  const silent = (of: ManifestData): void => {
    delete of['activities']['statements.notices']
  }
  const world = await aWholeWorld({ manifest: await statementWith(system, silent) })
  const desk = await staffOf(world, ['privacy'])
  const manifest = await statementWith(system, of => {
    silent(of)
    longer(of)
  })
  const { status, body, text } = await desk.post('/api/desk/statement', { manifest, effective: inDays(world, 90) })
  expect([status, body.id]).toEqual([409, 'not-published'])
  expect(text).toContain('statements.notices')

  const published = { source: await statementWith(system), file: 'published.yaml' }
  const database = await aDatabase(everyModule, published, 'live')
  const start = (source: string): ReturnType<typeof lay> =>
    lay({
      database,
      secret: testSecret,
      modules: everyModule,
      manifest: { source, file: 'changed.yaml' },
      kind: 'live',
    })
  await expect(start(await statementWith(system, longer))).rejects.toThrow(
    'what people have to be told before it holds',
  )
  const { store } = await start(published.source)
  expect(store.inForce.version).toBe(1)
  await store.close()
}

/** One date on page, file and manifest, in both languages, and in each version. */
export async function bearsItsDate(world: World): Promise<void> {
  const read = async (path: string): Promise<string> => (await world.visitor().get(path)).text.replaceAll('\u00A0', ' ')
  const { effective } = parse(await read('/datenschutz.yaml')) as { effective: string }
  expect(effective).toBe(world.stating.manifest.effective)
  const { version } = world.store.inForce
  for (const place of [
    '/datenschutz',
    '/datenschutz.md',
    `/datenschutz/versionen/${version}`,
    `/datenschutz/versionen/${version}/text.md`,
  ])
    expect(await read(place), place).toContain(`Stand: ${dayInWords(effective, 'de')}`)
  for (const place of [
    '/privacy',
    '/privacy.md',
    `/privacy/versions/${version}`,
    `/privacy/versions/${version}/text.md`,
  ])
    expect(await read(place), place).toContain(`As of ${dayInWords(effective, 'en')}`)
  expect((await world.visitor().get('/api/site')).body.statement.effective).toBe(effective)
}
