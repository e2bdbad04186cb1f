import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import { dayInWords, dayOf } from '../../kernel/declare/periods.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, lettersTo, parts, signedIn, signsIn } from '../identity/people-for-test.ts'
import { website } from '../website/index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { rights } from './index.ts'

const zone = 'Europe/Berlin'
/**
 * The day on which a request that came on this day has to be answered: Art. 12(3) GDPR, counted as BGB § 188 (2) does.
 */
const monthsAfter = (received: Date, months: number): string =>
  Temporal.PlainDate.from(dayOf(received, zone)).add({ months }).toString()

describe('the last day on which an answer is in time', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await aWorld({ modules: [...parts, rights, website] })
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'desk@staff.example', firstName: 'Grace', lastName: 'Hopper', roles: ['privacy'], language: 'en' },
        goodPassword,
      )
    desk = await signsIn(world.visitor(), 'desk@staff.example')
  })

  it('is the same in the account, on the desk and in the letter, also when it is put off', async () => {
    const ida = await signedIn(world, 'ida@example.org')
    const received = world.clock.now()
    const {
      body: { id },
    } = await ida.post('/api/my-data/requests', { says: 'What do you hold about me?' })
    const shown = async (): Promise<string[]> => {
      const [own] = (await ida.get('/api/my-data/requests')).body.items
      const listed = (await desk.get('/api/desk/requests?state=open')).body.items.find(
        (one: { id: string }) => one.id === id,
      )
      return [own.lastDay, listed.lastDay, (await desk.get(`/api/desk/requests/${id}`)).body.lastDay]
    }
    expect(new Set(await shown())).toEqual(new Set([monthsAfter(received, 1)]))
    expect(
      (await desk.post(`/api/desk/requests/${id}/extend`, { because: 'There are three archives to search.' })).status,
    ).toBe(204)
    expect(new Set(await shown())).toEqual(new Set([monthsAfter(received, 3)]))
    await world.settle()
    expect((await lettersTo(world, 'ida@example.org'))[0]?.text).toContain(dayInWords(monthsAfter(received, 3), 'en'))
  })
  it('is put off once, and only within the first month, with one letter', async () => {
    const ola = await signedIn(world, 'ola@example.org')
    const asks = async (): Promise<string> =>
      (await ola.post('/api/my-data/requests', { says: 'What do you hold about me?' })).body.id
    const extend = (id: string, because: string) => desk.post(`/api/desk/requests/${id}/extend`, { because })
    const standing = async (id: string) => {
      const { may, extendedBecause, lastDay } = (await desk.get(`/api/desk/requests/${id}`)).body
      return { may, extendedBecause, lastDay }
    }
    const received = world.clock.now()
    const [once, late] = [await asks(), await asks()]
    expect((await standing(once)).may).toEqual(['extend'])
    expect(
      (await Promise.all([extend(once, 'Three archives.'), extend(once, 'Three archives.')]))
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual([204, 409])
    expect(await extend(once, 'And a holiday.')).toMatchObject({ status: 409, body: { id: 'already-extended' } })
    expect(await standing(once)).toEqual({
      may: [],
      extendedBecause: 'Three archives.',
      lastDay: monthsAfter(received, 3),
    })
    await world.settle()
    expect(
      (await lettersTo(world, 'ola@example.org')).filter(({ subject }) => subject === 'Your request takes longer'),
    ).toHaveLength(1)
    await world.turnBy(days(32))
    desk = await signsIn(world.visitor(), 'desk@staff.example')
    expect((await standing(late)).may).toEqual([])
    expect(await extend(late, 'We were slow.')).toMatchObject({ status: 409, body: { id: 'too-late-to-extend' } })
    expect((await desk.post(`/api/desk/requests/${late}/answer`, { answer: 'Late, and here it is.' })).status).toBe(204)
  })
  it('is a day of the calendar also where the clocks change before it', async () => {
    // Within a year back both changes lie, and each of these months but two ends on the other side of one.
    for (let month = 1; month <= 12; month++) {
      const receivedAt = later(world.clock.now(), -days(30 * month))
      const {
        body: { id },
      } = await desk.post('/api/desk/requests', { says: 'By letter.', receivedAt: receivedAt.toISOString() })
      expect((await desk.get(`/api/desk/requests/${id}`)).body.lastDay).toBe(monthsAfter(receivedAt, 1))
    }
  })
})
