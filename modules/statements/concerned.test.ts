import { expect, it } from 'vitest'
import { aStatementWorld, inDays, publish, publisher, stating } from './statement-for-test.ts'
import { goodPassword, lettersTo, registered } from '../identity/people-for-test.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { platform } from '../../kernel/store/work.ts'
import type { World } from '../../server/testing/world.ts'

const told = async (world: World, mail: string): Promise<{ subject: string; text: string }[]> =>
  (await lettersTo(world, mail)).filter(({ subject }) => /privacy (statement|notice)/i.test(subject))
async function aWorldWith(mails: { readonly customer: string; readonly staff: string }): Promise<World> {
  const world = await aStatementWorld()
  await registered(world, mails.customer, { language: 'en' })
  await world
    .offered(StaffAccounts)
    .withPassword(
      { mail: mails.staff, firstName: 'Grace', lastName: 'Hopper', roles: ['support'], language: 'en' },
      goodPassword,
    )
  return world
}
const mails = { customer: 'ada@example.org', staff: 'grace@staff.example' }

it('a change that concerns employees alone is told to them, of their notice and with its address, and to nobody else; so is that it does not come', {
  timeout: 60_000,
}, async () => {
  const world = await aWorldWith(mails)
  await publish(world, stating({ 'identity.administration': { keep: 'P9Y' } }), inDays(world, 40))
  await world.settle()
  expect(await told(world, mails.customer)).toEqual([])
  const [letter, ...more] = await told(world, mails.staff)
  expect([letter?.subject, more]).toEqual([expect.stringContaining('Our privacy notice for employees changes on'), []])
  expect(letter?.text).toContain('your own data')
  expect(letter?.text).not.toMatch(/delete your account|my-data/)
  expect(letter?.text).toContain('/privacy/versions/2/employees')
  expect((await world.visitor().get('/privacy/versions/2/employees')).status).toBe(200)
  await publisher(world).withdraw(platform)
  await world.settle()
  expect((await told(world, mails.staff))[0]?.subject).toBe(
    'The announced change to our privacy notice for employees will not take effect',
  )
  expect(await told(world, mails.customer)).toEqual([])
})
it('a change that concerns customers alone is not told to employees, one of both to each in their words', {
  timeout: 60_000,
}, async () => {
  const world = await aWorldWith(mails)
  await publish(world, stating({ 'identity.registration': { linkValid: 'P7D' } }), inDays(world, 40))
  await world.settle()
  expect([(await told(world, mails.customer)).length, (await told(world, mails.staff)).length]).toEqual([1, 0])
  await publisher(world).withdraw(platform)
  await publish(world, stating({ 'website.access-log': { keep: 'P6M' } }), inDays(world, 40))
  await world.settle()
  const last = await Promise.all(
    [mails.customer, mails.staff].map(async mail => (await told(world, mail)).map(({ subject }) => subject)),
  )
  expect(last).toEqual([
    expect.arrayContaining([expect.stringContaining('statement changes')]),
    [expect.stringContaining('notice for employees changes')],
  ])
  expect(last[0]).toHaveLength(3)
})
it('a version that was taken back says so and nothing else, and one that waits is asked for anew each time', {
  timeout: 60_000,
}, async () => {
  const world = await aStatementWorld()
  await publish(world, stating({ 'website.access-log': { keep: 'P6M' } }), inDays(world, 40))
  const page = (at: string) => world.visitor().fetch(at)
  for (const at of ['/privacy/versions/2', '/privacy/versions/2/text.md', '/privacy/versions'])
    expect([at, (await page(at)).headers.get('cache-control')]).toEqual([at, 'public, no-cache'])
  expect((await page('/privacy/versions/1')).headers.get('cache-control')).toContain('max-age')
  await publisher(world).withdraw(platform)
  for (const [at, said, not] of [
    ['/privacy/versions/2', 'never applied', /applies from|will apply from|What changes/],
    ['/datenschutz/versionen/2', 'nie gegolten', /gilt (erst )?ab dem|Was sich gegenüber Fassung 1 ändert/],
    ['/privacy/versions/2/text.md', 'never applied', /applies from/],
  ] as const) {
    const text = await (await page(at)).text()
    expect([at, text.includes(said), not.exec(text)?.[0]]).toEqual([at, true, undefined])
  }
})
