import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { ThePublisher } from '../../platform/services.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/store/work.ts'
import type { YamlProblem } from '../../kernel/statement/manifest.ts'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import { readerFor } from '../startup/foundation.ts'
import { UnfitManifest } from './manifest.ts'
import { everyModule } from '../modules.ts'
import type { Browser } from '../testing/browser.ts'
import { aFolder, said } from '../testing/command-line.ts'
import { aManifest } from '../testing/manifest.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import { testSecret, type World } from '../testing/world.ts'
import { checkUpgrade } from '../startup/upgrade.ts'

interface Written {
  activities: Record<string, object>
  recipients: Record<string, { serves?: string[]; hosts?: string[] }>
}
const folder = aFolder()
const whole = aManifest(everyModule)
const changed = (change: (manifest: Written) => void): string => {
  const manifest = parse(whole) as Written
  change(manifest)
  return stringify(manifest)
}
/** Without every activity that begins so. */
const without = (...beginnings: readonly string[]): string =>
  changed(({ activities }) => {
    for (const name of Object.keys(activities))
      if (beginnings.some(begins => name.startsWith(begins))) delete activities[name]
  })

/** A relay where nobody listens: what a start says is not about whether it answers. */
const relay = (host: string) => ({ smtpUrl: `smtp://${host}:9`, mailFrom: 'post@testhaus.example' })
const settings = relay('localhost')
const read = readerFor(everyModule, { kind: 'live', settings })
const activities = everyModule.flatMap(module => module.activities.map(({ name }) => name))

type Told = Pick<YamlProblem, 'line' | 'says' | 'mend' | 'de'>
const told = (problems: readonly YamlProblem[]): Told[] =>
  problems.map(({ line, says, mend, de }) => ({ line, says, mend, ...(de && { de }) }))
const problemsOf = (error: unknown): Told[] => {
  if (error instanceof UnfitManifest) return told(error.problems)
  throw error
}
const refusedBy = (what: Promise<unknown>): Promise<Told[]> => what.then(() => [], problemsOf)
const lacksOf = (source: string): Told[] => {
  try {
    read(source, 'firma.yaml')
    return []
  } catch (error) {
    return problemsOf(error)
  }
}

/** What keeps a manifest from being run, each with a manifest that lacks nothing else, and what is told of it. */
const alone = [
  'kernel.accountability',
  'kernel.operation',
  'kernel.rights',
  'identity.registration',
  'identity.sign-in',
  'identity.link',
  'identity.session',
  'identity.security',
  'identity.second-factor',
  'identity.administration',
  'homes.inventory',
  'homes.claiming',
  'homes.reporting',
  'homes.finding',
  'rights.requests',
  'telemetry.readings',
]
const cases: readonly (readonly [what: string, manifest: string, says: RegExp])[] = [
  ...alone.map(name => [name, without(name), new RegExp(`^'${name}' is not stated, `)] as const),
  ['nobody signs in', without('identity.'), /^'rights', 'statements' and 'disclosures' do not run without 'identity'/],
  ['no letters', without('mail.'), /^'identity', 'rights' and 'statements' do not run without 'mail'/],
  ['no requests', without('rights.'), /^'intake' does not run without 'rights'/],
  ['gateways without readings', without('telemetry.'), /^'homes' does not run without 'telemetry'/],
  [
    'nobody delivers letters',
    changed(({ recipients }) => {
      recipients['post']!.serves = ['parcels']
    }),
    /no recipient is stated who delivers them/,
  ],
  [
    'letters to nobody',
    changed(({ activities: { 'mail.delivery': delivery } }) => {
      Object.assign(delivery!, { recipients: [] })
    }),
    /no recipient is stated who delivers them/,
  ],
  [
    'a relay of somebody else',
    changed(({ recipients }) => {
      recipients['post']!.hosts = ['mail.elsewhere.example']
    }),
    /^OBHUT_SMTP_URL leads to a host that this manifest does not name/,
  ],
]

describe('a manifest that could not be run', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await aWholeWorld({ manifest: whole, settings })
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'kim@testhaus.example', firstName: 'Kim', lastName: 'Muster', roles: ['privacy'] },
        goodPassword,
      )
    desk = await signsIn(world.visitor(), 'kim@testhaus.example')
  })

  it.each(cases)('says so wherever it is looked at: %s', async (_, manifest, says) => {
    const file = join(folder, 'firma.yaml')
    writeFileSync(file, manifest)
    const lacks = lacksOf(manifest)
    expect(lacks).toContainEqual(
      expect.objectContaining({
        says: expect.stringMatching(says),
        line: expect.any(Number),
        de: { says: expect.stringMatching(/^\P{Ll}.*[^.]$/u), mend: expect.stringMatching(/^\p{Lu}/u) },
      }),
    )
    const check = await said(['statement', 'check', file, '--json'], {
      OBHUT_SMTP_URL: settings.smtpUrl,
      OBHUT_MAIL_FROM: settings.mailFrom,
    })
    const upgrade = await checkUpgrade(
      { database: world.database, modules: everyModule, settings },
      { source: manifest, file },
      systemClock().now(),
    )
    const publisher = world.offered(ThePublisher)
    expect({
      check: told((JSON.parse(check.out) as { problems: YamlProblem[] }).problems),
      compare: await refusedBy(publisher.differs(manifest, file)),
      publish: await refusedBy(publisher.publish(manifest, undefined, platform, file)),
      start: await refusedBy(aWholeWorld({ manifest, settings, database: world.database })),
      upgrade: upgrade.verdict.is === 'manifest does not fit' ? told(upgrade.verdict.problems) : upgrade.verdict.is,
    }).toEqual({ check: lacks, compare: lacks, publish: lacks, start: lacks, upgrade: lacks })
  })
  it('says so in the language of whoever asks', async () => {
    const asked = { manifest: without('identity.session') }
    const { status, body } = await desk.post('/api/desk/statement/check', asked, { 'accept-language': 'de' })
    expect({ status, fields: Object.values(body.fields as object) }).toEqual({
      status: 422,
      fields: [
        '„identity.session“ ist nicht genannt, ohne die niemand in sein Konto kommt. Nehmen Sie unter activities „identity.session“ auf',
      ],
    })
    const {
      body: { fields },
    } = await desk.post('/api/desk/statement', asked, { 'accept-language': 'en' })
    expect(Object.values(fields as object)).toEqual([
      "'identity.session' is not stated, without which nobody gets into an account. add 'identity.session' under activities",
    ])
  })
  it('is also one under which rows of the store would lie without purpose', async () => {
    await desk.post('/api/statement/seen', { version: 1 })
    const manifest = without('statements.seen')
    const file = join(folder, 'firma.yaml')
    writeFileSync(file, manifest)
    const {
      place: { host, port, database },
      owner,
    } = world.database
    const env = {
      DATABASE_URL: `postgres://${owner.user}:${encodeURIComponent(owner.password)}@socket:${port}/${database}?host=${encodeURIComponent(host)}`,
      OBHUT_SECRET: testSecret.toString('base64'),
      OBHUT_LEDGER: join(folder, 'no ledger'),
    }
    const check = await said(['statement', 'check', file, '--json'], env)
    const upgrade = await checkUpgrade(
      { database: world.database, modules: everyModule, settings },
      { source: manifest, file },
      systemClock().now(),
    )
    const publisher = world.offered(ThePublisher)
    const lacks = await refusedBy(publisher.differs(manifest, file))
    expect(lacks).toMatchObject([
      {
        says: "table 'statements.seen' holds rows that are kept under 'statements.seen', which the manifest does not state",
        de: { says: expect.stringContaining('„statements.seen“') },
      },
    ])
    expect({
      check: told((JSON.parse(check.out) as { problems: YamlProblem[] }).problems),
      publish: await refusedBy(
        publisher.publish(
          manifest,
          Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 60 }).toString(),
          platform,
          file,
        ),
      ),
      start: await refusedBy(aWholeWorld({ manifest, settings, database: world.database })),
      upgrade: upgrade.verdict.is === 'manifest does not fit' ? told(upgrade.verdict.problems) : upgrade.verdict.is,
    }).toEqual({ check: lacks, publish: lacks, start: lacks, upgrade: lacks })
    world.faults.splice(0)
  })
})

describe('a manifest of which nothing more can be taken out', () => {
  /** What is left where one activity after the other goes as long as nothing is lacking. */
  function least(order: readonly string[]): string[] {
    const gone: string[] = []
    for (const name of order) if (lacksOf(without(...gone, name)).length === 0) gone.push(name)
    return gone
  }

  it('lacks nothing but what is listed above', () => {
    expect(activities.filter(name => name !== 'mail.delivery' && lacksOf(without(name)).length > 0)).toEqual(
      activities.filter(name => alone.includes(name) || name === 'kernel.consents'),
    )
  })
  it('runs', async () => {
    const world = await aWholeWorld({ manifest: without(...least(activities.toReversed())) })
    await world.settle()
    const statuses = await Promise.all(
      ['/', '/privacy', '/api/site', '/health/ready'].map(async page => (await world.visitor().get(page)).status),
    )
    expect({ statuses, faults: world.faults }).toEqual({ statuses: [200, 200, 200, 200], faults: [] })
  })
})
