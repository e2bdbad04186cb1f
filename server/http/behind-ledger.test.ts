import { rename } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/store/work.ts'
import { operation } from '../../kernel/declare/activities.ts'
import { anIdentityWorld, goodPassword, registered, signsIn } from '../../modules/identity/people-for-test.ts'

it('what was done is told as done where its entry has not reached the ledger, also for an account that is deleted; the operator hears why, at once, until it has', async () => {
  const world = await anIdentityWorld()
  const mail = 'ada@example.org'
  const browser = await signsIn(await registered(world, mail), mail)
  const { place } = world.store.ledger! // a world has one
  const open = () =>
    world.rows<{ kind: string; urgent: boolean }>(
      'select kind, urgent from obhut.alarm where ended_at is null order by kind',
    )
  const outstanding = async (): Promise<number> =>
    (await world.rows('select from obhut.ledger where number is null')).length
  const done = {
    status: 500,
    body: {
      id: 'done-safeguard-behind',
      title: 'This has been done. Only one record of ours is still missing.',
      helps: expect.stringContaining('You do not need to repeat anything.'),
    },
  }

  await rename(place, `${place}.away`)
  expect(await browser.patch('/api/account', { language: 'en', fields: { firstName: 'Augusta' } })).toMatchObject(done)
  expect((await browser.get('/api/account')).body.fields.firstName).toBe('Augusta')
  expect(await browser.post('/api/account/delete', { password: goodPassword })).toMatchObject(done)
  expect(await world.rows('select from identity.login where mail = $1', [mail])).toEqual([])
  expect((await browser.get('/api/account')).status).toBe(401)
  expect(await outstanding()).toBeGreaterThan(1)
  // Whoever asks by no request is told by its failure.
  await expect(
    world.store.under(operation, platform, work =>
      work.remember({ what: 'suppressed', address: 'nobody@example.org' }),
    ),
  ).rejects.toThrow(/was done and stands in the store[^]*is not there[^]*obhut ledger renew --yes/)
  const faults = world.faults.splice(0)
  expect(faults.length).toBeGreaterThan(1)
  for (const { error } of faults)
    expect(error).toMatchObject({
      name: 'LedgerMissing',
      urgent: true,
      says: { de: expect.stringContaining(`Das Ledger ${place} ist nicht da`) },
      mend: { de: expect.stringContaining('obhut ledger renew --yes') },
    })
  await expect.poll(open).toEqual([{ kind: 'LedgerMissing', urgent: true }])

  await rename(`${place}.away`, place)
  await world.turnBy(minutes(1))
  expect(await outstanding()).toBe(0)
  await expect.poll(open).toEqual([])
})
