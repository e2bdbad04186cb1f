import { beforeAll, describe, expect, it } from 'vitest'
import { platform } from '../../kernel/store/work.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import { beginOf, inDays, publish } from '../../modules/statements/statement-for-test.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { holdsFromItsDay, isRefusedWithoutNotices, isToldBefore } from '../changing.ts'
import { clause, browserWorldOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import { staffOf } from '../staff.ts'
import { statementWith } from '../written.ts'

let started: BrowserWorld
let day: string
beforeAll(async () => {
  started = await browserWorldOf('home')
})

describe(clause('home/12.1'), () => {
  it('tells customers of a material change by letter before its day, and refuses a day that leaves no time for it', async () => {
    day = await isToldBefore(started, 'home')
  })
  it('refuses a material change where nobody can be told, or past the publishing', async () =>
    isRefusedWithoutNotices('home'))
})

describe(clause('home/12.2'), () => {
  it('has the current version at a fixed address from its day on, and every earlier one beside it', async () =>
    holdsFromItsDay(started, day))
  it('refuses data collected under an older version to a purpose that came later, but not to what a law demands', async () => {
    const world = await aWholeWorld({
      manifest: await statementWith('home', of => {
        for (const later of ['identity.look-up', 'statements.seen']) delete of['activities'][later]
      }),
    })
    await aCustomer(world, 'early@example.org')
    const coming = inDays(world, 20)
    await publish(world, await statementWith('home'), coming)
    await world.settle()
    await world.turnTo(beginOf(coming))
    expect(world.store.inForce.version).toBe(2)
    await aCustomer(world, 'later@example.org')

    const support = await staffOf(world, ['support'])
    const found = async (mail: string): Promise<unknown> =>
      (await support.post('/api/staff/look-ups', { by: mail, reason: 'Anruf' })).body.customer
    expect(await found('later@example.org')).toMatchObject({ mail: 'later@example.org' })
    expect(await found('early@example.org')).toBeNull()
    const lookUp = world.declarations.activities.get('identity.look-up')!
    const visible = await world.store.under(lookUp, platform, work =>
      work
        .over()
        .selectFrom('identity.account' as never)
        .select('mail' as never)
        .execute(),
    )
    expect(visible).toEqual([{ mail: 'later@example.org' }])
    // What was promised before goes on, and what a law demands sees them all.
    const early = await signsIn(world.visitor(), 'early@example.org')
    expect((await early.get('/api/statement')).body).toMatchObject({ version: 2, seen: false, last: { version: 1 } })
  })
})

describe(clause('home/12.3'), () => {
  const told = 'told@example.org'
  const seen = () =>
    started.rows<{ shown: number; seen_at: Date }>(
      'select s.shown, s.seen_at from statements.seen s join identity.account a on a.id = s.subject where a.mail = $1 order by 1',
      [told],
    )
  it('shows at the first sign-in after the date what changed; use before, or without it, counts for nothing', async () => {
    expect(started.store.inForce.version).toBe(2)
    const page = await started.person({ language: 'en' })
    await page.goto('/app/sign-in')
    await page.locator('input[name=mail]').fill(told)
    await page.locator('input[type=password]').fill(goodPassword)
    await page.locator('button[type=submit]').click()
    await page.getByRole('heading', { level: 1, name: 'Our privacy statement has changed' }).waitFor()
    expect(await page.getByRole('main').innerText()).toMatch(/Before\s+six months\s+Now\s+13 months/)
    await page.goto('/app/my-data')
    await page.getByRole('heading', { level: 1, name: 'My data' }).waitFor()
    expect(await seen()).toEqual([])
    const before = started.clock.now()
    await page.goto('/app/home')
    await page.getByRole('button', { name: 'Understood' }).click()
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
    const [row] = await seen()
    expect(row?.shown).toBe(2)
    expect(row!.seen_at.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1)
    expect(row!.seen_at.getTime()).toBeLessThanOrEqual(started.clock.now().getTime() + 1)
  })
  it('lets nobody have seen what is not in force, and shows everybody the own record', async () => {
    const browser = await signsIn(started.visitor(), told)
    for (const version of [1, 3]) expect((await browser.post('/api/statement/seen', { version })).status).toBe(409)
    const { items } = (await browser.get('/api/my-data/statements.seen')).body
    expect(items).toEqual([expect.objectContaining({ shown: 2 })])
    expect((await browser.get('/api/statement')).body).toMatchObject({ version: 2, seen: true, changes: [] })
  })
})
