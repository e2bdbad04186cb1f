import { expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { anIdentityWorld, goodPassword, signedIn } from './people-for-test.ts'

it('what was asked for or begun by a clock that was ahead goes', async () => {
  const world = await anIdentityWorld()
  const left = () =>
    world.rows(
      `select 'registration' as it, count(*)::int as n from identity.registration union all select 'link', count(*)::int from identity.link
       union all select 'session', count(*)::int from identity.session order by 1`,
    )
  await world.visitor().post('/api/registrations', {
    language: 'en',
    firstName: 'Ada',
    lastName: 'Lovelace',
    mail: 'ada@example.org',
    password: goodPassword,
  })
  for (const mail of ['ida@example.org', 'eva@example.org']) await signedIn(world, mail)
  await world.settle()
  const before = await left()
  await world.turnBy(hours(1) + minutes(1))
  expect(await left()).toEqual(before)
  const ahead = async (table: string, column: string): Promise<void> => {
    await world.rows(`update identity.${table} set ${column} = ${column} + interval '600 days'`)
  }
  await ahead('registration', 'requested_at')
  await ahead('registration', 'expires_at')
  await ahead('link', 'created_at')
  await ahead('session', 'started_at')
  await world.turnBy(hours(1) + minutes(1))
  expect(await left()).toEqual(before.map(({ it }) => ({ it, n: 0 })))
})
