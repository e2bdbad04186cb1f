import { expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import type { Settings } from '../../platform/services.ts'
import { alarmAddress } from './alarm-address.ts'
import { letterOn } from './alarm-letters.ts'
import { mail } from './index.ts'

const modules = [kernel, mail]
const operator = 'betrieb@haus.example'
const site = (alarmsTo?: Settings['alarmsTo']): Promise<World> =>
  aWorld({ modules, manifest: aManifest(modules), settings: { alarmsTo } })
interface Got {
  readonly to: string
  readonly subject: string
  readonly text: string
}
const letters = async (world: World): Promise<readonly Got[]> =>
  (await world.visitor().get('/dev/letterbox')).body.items
const breaks = (world: World): Promise<unknown> => world.rows('create policy handy on mail.letter using (true)')
/** Proves what is due, waits until the alarm of it is written down with its count, and lets the letters out. */
async function proves(world: World, after: number, times: number): Promise<void> {
  await world.turnBy(after)
  await expect
    .poll(() => world.rows('select times::int from obhut.alarm where ended_at is null'), { timeout: 20_000 })
    .toEqual(times ? [{ times }] : [])
  await world.turnBy(6000)
  await world.settle()
}

it('mails the operator of a broken promise at once: what does not hold, what to do, and where to look', async () => {
  const world = await site({ address: operator })
  await breaks(world)
  await proves(world, minutes(11), 1)
  expect(world.faults.splice(0)).toHaveLength(1)
  const [letter, ...more] = await letters(world)
  expect(more).toEqual([])
  expect(letter).toMatchObject({
    to: operator,
    subject: 'Dringend: Ein Alarm Ihrer Obhut-Installation / Urgent: An alarm of your Obhut installation',
  })
  expect(letter?.text).toContain('mail.delivery/purpose (policy "handy"')
  expect(letter?.text).toContain('Was zu tun ist: Die Konsole zeigt unter „Nachweis“')
  expect(letter?.text).toMatch(/In English:[^]*Urgent: [^]*What to do: /)
  expect(letter?.text).toContain(`${world.url}/app/console/alarms`)
  expect(await world.rows('select recipient, activity, ground from obhut.disclosure')).toEqual([]) // a letterbox is nobody else
})

it('mails one that goes on again with its count, ends it when the promise holds again, and mails nothing where no address is said', async () => {
  const world = await site({ address: operator })
  const silent = await site()
  for (const one of [world, silent]) {
    await breaks(one)
    await proves(one, minutes(11), 1)
    await proves(one, hours(25), 2)
    one.faults.splice(0)
  }
  expect((await letters(world)).map(({ text }) => text.includes('bisher 2-mal'))).toEqual([true, false])
  expect(await letters(silent)).toEqual([])
  await world.rows('drop policy handy on mail.letter')
  await proves(world, hours(25), 0)
  expect(await letters(world)).toHaveLength(2)
  expect(await world.rows(`select kind from obhut.alarm where ended_at is null`)).toEqual([])
})

it('mails the company where no other address is said, at the address that the manifest states', async () => {
  const world = await site('company')
  await breaks(world)
  await proves(world, minutes(11), 1)
  world.faults.splice(0)
  const [letter] = await letters(world)
  expect(letter?.to).toBe(world.stating.manifest.company.mail)
  expect(letter?.text).toContain('Diese Nachricht geht an die Adresse des Unternehmens, weil in OBHUT_ALARMS_TO')
  expect(letter?.text).toContain('This message goes to the address of the company, as OBHUT_ALARMS_TO names no other')
})

it('mails no company whose address is that of the privacy contact, as mail there may open requests', async () => {
  const world = await site('company')
  const { manifest } = world.stating
  const { company, privacyContact } = manifest
  const isSame = { ...manifest, privacyContact: { ...privacyContact, mail: company.mail.toUpperCase() } }
  expect(alarmAddress({ alarmsTo: 'company' }, manifest)).toBe(company.mail)
  expect(alarmAddress({ alarmsTo: 'company' }, isSame)).toBeUndefined()
  expect(alarmAddress({ alarmsTo: { address: operator } }, isSame)).toBe(operator)
  expect(alarmAddress({}, manifest)).toBeUndefined()
})

it('names in a letter only so many as one reads, and says how many more there are', () => {
  const one = {
    id: '',
    kind: 'K',
    place: '',
    says: { de: 'Etwas ist.', en: 'Something is.' },
    mend: { de: 'Tun Sie etwas.', en: 'Do something.' },
    urgent: false,
    since: new Date('2026-11-29T08:00:00Z'),
    lastAt: new Date(0),
    times: 3,
    acknowledgedAt: null,
    endedAt: null,
  }
  const { title, says } = letterOn(
    Array.from({ length: 25 }, () => one),
    { languages: ['en'], timeZone: 'Europe/Berlin', link: 'https://haus.example/app/console/alarms' },
  )
  expect(title).toBe('25 alarms of your Obhut installation')
  expect(says.slice(0, 3)).toEqual([
    'Something is.',
    'What to do: Do something.',
    'Since 29 November 2026 at 09:00, 3 times so far.',
  ])
  expect(says.at(-1)).toBe('15 more are in the console.')
})
